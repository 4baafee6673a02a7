// Pixels of 8 bits as the numbers that a network takes.
#include "library/c_types.h"
#include "ndarray/ndarray.h"
#include "value/typed_array.h"

namespace mxn {
namespace {

constexpr size_t kPixelValues = 256;
constexpr size_t kRowsAndChannels = 2;

// From pixels, channels to channels, pixels. A pixel has few values: their numbers are looked up.
void LookUp(const uint8_t* pixels, size_t size, size_t channels, const float* numbers,
            float* planes) {
  for (size_t channel = 0; channel < channels; ++channel) {
    const uint8_t* from = pixels + channel;
    const float* of_channel = numbers + channel * kPixelValues;
    float* plane = planes + channel * size;
    for (size_t i = 0; i < size; ++i) plane[i] = of_channel[from[i * channels]];
  }
}

}  // namespace

// MXNDArrayGetData: the memory is written without waiting for what is queued, and by this thread
// alone. MXNDArraySyncCopyFromCPU would make computing threads of its own for a large array, which
// then disturb those of the network for ever.
// NDArray.setPixels(row: number, pixels: Uint8Array, numbers: Float32Array): void
Napi::Value NDArray::SetPixels(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const uint32_t row = Uint32Of(info[0], "row");
  NDArrayLayout layout;
  ThrowUnless(env, NDArrayLayout::Of(handle(), layout));
  int device_type = 0;
  int device_id = 0;
  ThrowUnless(env, MXN_CALL(MXNDArrayGetContext, handle(), &device_type, &device_id));
  if (layout.shape.size() < kRowsAndChannels ||
      static_cast<DType>(layout.dtype) != DType::kFloat32 || device_type != kCpu) {
    throw Napi::TypeError::New(env, "pixels go into rows of channels of float32 on a CPU");
  }
  if (row >= layout.shape[0]) throw Napi::RangeError::New(env, "`row` is behind the last row");
  const size_t channels = layout.shape[1];
  size_t size = 1;
  for (size_t i = kRowsAndChannels; i < layout.shape.size(); ++i) size *= layout.shape[i];
  const HostMemory pixels =
      HostMemoryOf(info[1], static_cast<int>(DType::kUint8), channels * size, "pixels");
  const HostMemory numbers =
      HostMemoryOf(info[2], static_cast<int>(DType::kFloat32), channels * kPixelValues, "numbers");

  void* data = nullptr;
  ThrowUnless(env, MXN_CALL(MXNDArrayGetData, handle(), &data));
  LookUp(static_cast<const uint8_t*>(pixels.data), size, channels,
         static_cast<const float*>(numbers.data),
         static_cast<float*>(data) + row * channels * size);
  return env.Undefined();
}

}  // namespace mxn
