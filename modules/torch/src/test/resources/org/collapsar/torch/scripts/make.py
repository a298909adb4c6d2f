"""Makes the scripts beside it and prints what they give, with PyTorch 1.13: python3 make.py"""
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(4)
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        return self.fc(torch.relu(self.bn(self.conv(x))).mean((2, 3)))


class Centre(nn.Module):
    def forward(self, x):
        y = x.flatten(1)
        return y - y.mean(0)


torch.manual_seed(1)
net = Net().eval()
net.bn.running_mean.uniform_(-1, 1)
net.bn.running_var.uniform_(0.5, 2)
x = (torch.arange(2 * 3 * 8 * 8) % 11 - 5).float().reshape(2, 3, 8, 8) / 4
torch.jit.script(net).save("one.pt")
torch.jit.script(Centre()).save("centre.pt")
net.fc.register_forward_hook(lambda m, i, o: (i[0], o))
torch.jit.trace(net, x).save("both.pt")
torch.set_printoptions(precision=9)
for name in ["one", "both"]:
    print(name, torch.jit.load(name + ".pt")(x))
print(net.fc.weight, net.fc.bias)
