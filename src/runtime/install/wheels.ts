/** The wheels that hold libmxnet, known by their hashes. pip fetches nothing else. */

/** One file that pip is asked for. */
export interface Wheel {
  project: string;
  version: string;
  sha256: string;
  /** Size of the download, in MB. */
  downloadMB: number;
  /** Size of what is unpacked of it, in MB. */
  unpackedMB: number;
}

/** A CUDA version that there are builds for. */
export type CudaVersion = '11.2' | '11.7';

/** A libmxnet, and what it needs beside it. */
export interface Build {
  /** For example `1.9.1`. */
  version: string;
  /** `cpu`, `cu112` or `cu117`. */
  flavour: string;
  /** The first one holds libmxnet itself. */
  wheels: readonly Wheel[];
  /** Libraries to open before libmxnet, as paths below the installed folder; each needs only earlier ones. */
  companions: readonly string[];
}

/** Versions with a CPU build, the default first. */
export const CPU_VERSIONS: readonly string[] = [
  '1.9.1',
  '1.7.0.post2',
  '1.5.1.post0',
  '1.3.1',
  '1.1.0',
];

/** CUDA versions with a build. */
export const CUDA_VERSIONS: readonly CudaVersion[] = ['11.2', '11.7'];

/** The CPU wheels of a platform, as Node names it. */
export const CPU_WHEELS: Readonly<Record<string, readonly Wheel[]>> = {
  'linux-x64': [
    wheel(
      'mxnet',
      '1.9.1',
      49,
      184,
      '65d5dac162c87a14d138d888b54494d515036d9047ae804ff51f770bd02197a6',
    ),
    wheel(
      'mxnet',
      '1.7.0.post2',
      55,
      194,
      'bae3283eee4ee3c43b64856026e07000781d872d344b36025a40b7e57ddba648',
    ),
    wheel(
      'mxnet',
      '1.5.1.post0',
      25,
      75,
      '582860f3a9deaa5175049039f6de47e6dad6b975f294a8d5476766b68c4b8549',
    ),
    wheel(
      'mxnet',
      '1.3.1',
      27,
      78,
      '939575fddd45e8ba39177dd3d53ccce64dea312bc08f493392b1ecace9e1b117',
    ),
    wheel(
      'mxnet',
      '1.1.0',
      24,
      76,
      '14d72ea8f244e7b5bac7b4c9591f99fc1c7c4e1f76c6dc4f2f85e04b270d84b1',
    ),
  ],
  'linux-arm64': [
    wheel(
      'mxnet',
      '1.9.1',
      36,
      115,
      '5e51a0c05d99f8f1b3b5e7c02170be57af2e6edb3ad9af2cb9551ace3e22942c',
    ),
  ],
  'darwin-x64': [
    wheel(
      'mxnet',
      '1.9.1',
      39,
      139,
      '73c045f65ad05fe9ca3c4202e10471703b57231f8ac8b05d973ec2ab362178fb',
    ),
  ],
};

const CUDA_MXNET: Readonly<Record<CudaVersion, Wheel>> = {
  '11.2': wheel(
    'mxnet-cu112',
    '1.9.1',
    499,
    922,
    '70137a60eef49241b1137231bbd6bdeedbb0eca83e136f864ead36998814bfe5',
  ),
  '11.7': wheel(
    'mxnet-cu117',
    '1.9.1',
    509,
    931,
    'dd68fe970cb33461e2cd23038749633be36008c2f9cf57df1051081396057b4d',
  ),
};

/** In an order in which each library needs only earlier ones. */
const NVIDIA: readonly (readonly [wheel: Wheel, companions: readonly string[]])[] = [
  [
    wheel(
      'nvidia-cuda-runtime-cu11',
      '11.8.89',
      1,
      1,
      '92d04069a987e1fbc9213f8376d265df0f7bb42617d44f5eda1f496acea7f2d1',
    ),
    ['nvidia/cuda_runtime/lib/libcudart.so.11.0'],
  ],
  [
    wheel(
      'nvidia-cublas-cu11',
      '11.11.3.6',
      418,
      670,
      '60252822adea5d0b10cd990a7dc7bedf7435f30ae40083c7a624a85a43225abc',
    ),
    ['nvidia/cublas/lib/libcublasLt.so.11', 'nvidia/cublas/lib/libcublas.so.11'],
  ],
  [
    wheel(
      'nvidia-cuda-nvrtc-cu11',
      '11.8.89',
      23,
      63,
      'a8d02f3cba345be56b1ffc3e74d8f61f02bb758dd31b0f20e12277a5a244f756',
    ),
    ['nvidia/cuda_nvrtc/lib/libnvrtc.so.11.2'],
  ],
  [
    wheel(
      'nvidia-nvtx-cu11',
      '11.8.86',
      1,
      1,
      '979f5b2aef5da164c5c53c64c85c3dfa61b8b4704f4f963bb568bf98fa8472e8',
    ),
    ['nvidia/nvtx/lib/libnvToolsExt.so.1'],
  ],
  [
    wheel(
      'nvidia-cufft-cu11',
      '10.9.0.58',
      168,
      280,
      'e21037259995243cc370dd63c430d77ae9280bedb68d5b5a18226bfc92e5d748',
    ),
    ['nvidia/cufft/lib/libcufft.so.10'],
  ],
  [
    wheel(
      'nvidia-curand-cu11',
      '10.3.0.86',
      58,
      102,
      'cd4cffbf78bb06580206b4814d5dc696d1161c902aae37b2bba00056832379e6',
    ),
    ['nvidia/curand/lib/libcurand.so.10'],
  ],
  [
    wheel(
      'nvidia-cusolver-cu11',
      '11.4.1.48',
      128,
      305,
      'ea9fb1ad8c644ca9ed55af13cc39af3b7ba4c3eb5aef18471fe1fe77d94383cb',
    ),
    ['nvidia/cusolver/lib/libcusolver.so.11'],
  ],
  [
    wheel(
      'nvidia-cusparse-cu11',
      '11.7.5.86',
      204,
      280,
      '8d7cf1628fd8d462b5d2ba6678fae34733a48ecb80495b9c68672ec6a6dde5ef',
    ),
    ['nvidia/cusparse/lib/libcusparse.so.11'],
  ],
  [
    wheel(
      'nvidia-nccl-cu11',
      '2.21.5',
      148,
      193,
      '49d8350629c7888701d1fd200934942671cb5c728f49acc5a0b3a768820bed29',
    ),
    ['nvidia/nccl/lib/libnccl.so.2'],
  ],
  [
    wheel(
      'nvidia-cudnn-cu11',
      '8.9.6.50',
      700,
      1115,
      '319a8f7ca3d65139f1b69998595c7076ae0e4271a325e5dfde50a3ca31f55584',
    ),
    ['nvidia/cudnn/lib/libcudnn.so.8'],
  ],
];

/** Only the build for 11.7 asks for cuSPARSE. */
const NOT_FOR_11_2 = 'nvidia-cusparse-cu11';

/** The CUDA build of MXNet 1.9.1 with NVIDIA's libraries. */
export function cudaBuild(cuda: CudaVersion): Build {
  const parts = NVIDIA.filter(([{ project }]) => cuda !== '11.2' || project !== NOT_FOR_11_2);
  return {
    version: CUDA_MXNET[cuda].version,
    flavour: `cu${cuda.replace('.', '')}`,
    wheels: [CUDA_MXNET[cuda], ...parts.map(([one]) => one)],
    companions: parts.flatMap(([, companions]) => companions),
  };
}

/** The wheel that holds a CUDA library, with its version, for example for `libcudnn.so.8`. */
export function cudaWheelOf(library: string): string | undefined {
  const part = NVIDIA.find(([, files]) => files.some((file) => file.endsWith(`/${library}`)));
  return part === undefined ? undefined : `${part[0].project}==${part[0].version}`;
}

function wheel(
  project: string,
  version: string,
  downloadMB: number,
  unpackedMB: number,
  sha256: string,
): Wheel {
  return { project, version, sha256, downloadMB, unpackedMB };
}
