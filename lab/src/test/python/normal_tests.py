# Reference values of NormalTestsTest: NumPy 2.4.6, SciPy 1.17.1.
import numpy as np, scipy
from scipy import stats
print("numpy",np.__version__,"scipy",scipy.__version__)
# z_ij deterministic: 2 x 60
n=60
z=np.array([[1.1*stats.norm.ppf((j+0.5)/n) for j in range(n)],[stats.norm.ppf((((37*j)%n)+0.7)/n)+0.1 for j in range(n)]])
z=np.round(z,6)
a=z.ravel()
ks=stats.kstest(a,'norm',method='asymp'); kse=stats.kstest(a,'norm',method='exact')
print("D",repr(ks.statistic),"p exact",repr(kse.pvalue))
C=z@z.T/n
w=np.linalg.eigvalsh(C-np.eye(2)); print("cov",repr(np.abs(w).max()))
lr=n*(np.trace(C)-np.log(np.linalg.det(C))-2); print("LR p",repr(stats.chi2.sf(lr,3)))
k=np.mean(a**4)/np.mean(a**2)**2; print("kurt",repr(k),"p",repr(2*stats.norm.sf(abs(k-3)/np.sqrt(24/a.size))))
Q=np.c_[np.ones(n)/np.sqrt(n), (np.arange(n)-29.5)/np.linalg.norm(np.arange(n)-29.5)]
s=np.sum((z@Q)**2)+np.sum((((z**2-1)/np.sqrt(2))@Q)**2); print("ind p",repr(stats.chi2.sf(s,8)))
A=np.array([12,30,45,60,33,14]);B=np.array([20,25,50,40,30,15])
r=stats.chi2_contingency(np.array([A,B]),correction=False); print(repr(r.statistic),repr(r.pvalue),r.dof)
r=stats.kstest(a+0.15,'norm',method='exact'); print(repr(r.statistic),repr(r.pvalue))
