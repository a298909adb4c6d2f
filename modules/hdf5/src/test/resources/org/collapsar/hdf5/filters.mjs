// Writes filters.h5 into the directory that is the first argument.
// npm install h5wasm@0.10.3 h5wasm-plugins@0.2.1; node make_filters.mjs DIRECTORY
import * as h5wasm from 'h5wasm/node';
import { install_local_plugins } from 'h5wasm-plugins';

const module = await h5wasm.ready;
install_local_plugins(module);

const ROWS = 151, COLUMNS = 21;
// The test computes the same: exact in float32, with repetitions for the packers.
const value = (i, j) => ((i * 37 + j * 101) % 64) / 4 - 3 + (i % 50 === 0 ? i * j : 0);

const kinds = {
  lz4: [32004, [0]],
  lz4_blocks: [32004, [256]],
  zstd: [32015, [3]],
  bitshuffle: [32008, [0, 0]],
  bitshuffle_lz4: [32008, [0, 2]],
  bitshuffle_lz4_blocks: [32008, [64, 2]],
  bitshuffle_zstd: [32008, [0, 3, 5]],
};
// zlib is not linked in here; blosc_zlib.py writes it.
[['blosclz', 0], ['lz4', 1], ['lz4hc', 2], ['zstd', 5]].forEach(([name, code]) => {
  for (const shuffle of [0, 1, 2]) {
    kinds[`blosc_${name}_${['plain', 'shuffle', 'bitshuffle'][shuffle]}`] =
      [32001, [0, 0, 0, 0, 5, shuffle, code]];
  }
});
kinds.blosc2 = [32026, [0, 0, 0, 0, 5, 1, 0]];

const file = new h5wasm.File(process.argv[2] + '/filters.h5', 'w');
for (const [dtype, Type] of [['<f4', Float32Array], ['<f8', Float64Array]]) {
  for (const [name, [compression, compression_opts]] of Object.entries(kinds)) {
    const data = new Type(ROWS * COLUMNS);
    for (let i = 0; i < ROWS; i++) for (let j = 0; j < COLUMNS; j++) data[i * COLUMNS + j] = value(i, j);
    file.create_dataset({ name: `${name}_${dtype.slice(1)}`, data, shape: [ROWS, COLUMNS], dtype,
        chunks: [100, COLUMNS], compression, compression_opts });
  }
}
// Several blocks of each packer, the last one shorter.
const LONG = 60001;
const long = new Float32Array(LONG * 4);
for (let i = 0; i < LONG; i++) for (let j = 0; j < 4; j++) long[i * 4 + j] = (i >> 8) + j;
for (const name of ['lz4', 'zstd', 'bitshuffle_lz4', 'bitshuffle_zstd', 'blosc_blosclz_shuffle', 'blosc_lz4_shuffle',
  'blosc_lz4_bitshuffle', 'blosc_zstd_shuffle', 'blosc_zstd_plain']) {
  const [compression, compression_opts] = kinds[name];
  file.create_dataset({ name: `long_${name}`, data: long, shape: [LONG, 4], dtype: '<f4', chunks: [LONG, 4], compression, compression_opts });
}
file.close();
