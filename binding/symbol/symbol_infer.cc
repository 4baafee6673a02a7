// Inference of shapes and element types: slow for deep graphs, so on the lane.
#include <algorithm>

#include "symbol/symbol.h"
#include "value/shape.h"
#include "value/text_map.h"

namespace mxn {
namespace {

// A dimension of 0 is unknown, and so is a shape without dimensions.
bool AllKnown(const std::vector<Shape>& shapes) {
  return std::all_of(shapes.begin(), shapes.end(), [](const Shape& shape) {
    return !shape.empty() && std::find(shape.begin(), shape.end(), 0u) == shape.end();
  });
}

struct InferredShapes {
  std::vector<Shape> arguments;
  std::vector<Shape> outputs;
  std::vector<Shape> auxiliaries;
  bool complete = false;
};

std::vector<Shape> CopyShapes(uint32_t size, const uint32_t* ndim, const uint32_t** shapes) {
  std::vector<Shape> result;
  result.reserve(size);
  for (uint32_t i = 0; i < size; ++i) result.emplace_back(shapes[i], shapes[i] + ndim[i]);
  return result;
}

Napi::Array ShapesToJs(Napi::Env env, const std::vector<Shape>& shapes) {
  Napi::Array array = Napi::Array::New(env, shapes.size());
  for (size_t i = 0; i < shapes.size(); ++i) array.Set(i, ToJs(env, shapes[i]));
  return array;
}

Napi::Array TypesToJs(Napi::Env env, const std::vector<int>& types) {
  Napi::Array array = Napi::Array::New(env, types.size());
  for (size_t i = 0; i < types.size(); ++i) array.Set(i, Napi::Number::New(env, types[i]));
  return array;
}

struct InferredTypes {
  std::vector<int> arguments;
  std::vector<int> outputs;
  std::vector<int> auxiliaries;
  bool complete = false;
};

template <typename Inferred, typename ListToJs>
Napi::Value InferredToJs(Napi::Env env, const Inferred& inferred, ListToJs list_to_js) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("arguments", list_to_js(env, inferred.arguments));
  result.Set("outputs", list_to_js(env, inferred.outputs));
  result.Set("auxiliaryStates", list_to_js(env, inferred.auxiliaries));
  result.Set("complete", inferred.complete);
  return result;
}

}  // namespace

// MXSymbolInferShape MXSymbolInferShapePartial
// Symbol.inferShape(names: string[], shapes: number[][], partial: boolean): Promise<InferredShapes>
// [async]
Napi::Value Symbol::InferShape(const Napi::CallbackInfo& info) {
  auto names = std::make_shared<TextList>(TextListOf(info[0], "names"));
  auto shapes =
      std::make_shared<ShapeTable>(ShapeTable::From(ArrayOf(info[1], "shapes"), "shapes"));
  const bool partial = BoolOf(info[2], "partial");
  if (names->size() + 1 != shapes->index.size()) {
    throw Napi::RangeError::New(info.Env(), "`names` and `shapes` must have the same length");
  }
  auto inferred = std::make_shared<InferredShapes>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [symbol = GetShare(), names, shapes, partial, inferred]() -> Status {
            const GraphLock lock;
            const CFunctions& functions = Library::Functions();
            uint32_t sizes[3] = {};
            const uint32_t* ndims[3] = {};
            const uint32_t** data[3] = {};
            int complete = 0;
            MXN_TRY(CallLibrary(
                partial ? "MXSymbolInferShapePartial" : "MXSymbolInferShape",
                partial ? functions.MXSymbolInferShapePartial : functions.MXSymbolInferShape,
                symbol->get(), static_cast<uint32_t>(names->size()), names->data(),
                shapes->index.data(), shapes->data.data(), &sizes[0], &ndims[0], &data[0],
                &sizes[1], &ndims[1], &data[1], &sizes[2], &ndims[2], &data[2], &complete));
            inferred->arguments = CopyShapes(sizes[0], ndims[0], data[0]);
            inferred->outputs = CopyShapes(sizes[1], ndims[1], data[1]);
            inferred->auxiliaries = CopyShapes(sizes[2], ndims[2], data[2]);
            // The partial form always says that it is complete.
            inferred->complete = complete != 0 && AllKnown(inferred->arguments) &&
                                 AllKnown(inferred->outputs) && AllKnown(inferred->auxiliaries);
            return {};
          },
          [inferred](Napi::Env env) { return InferredToJs(env, *inferred, ShapesToJs); });
}

// MXSymbolInferType
// Symbol.inferType(names: string[], types: number[]): Promise<InferredTypes> [async]
Napi::Value Symbol::InferType(const Napi::CallbackInfo& info) {
  auto names = std::make_shared<TextList>(TextListOf(info[0], "names"));
  const std::vector<int32_t> types = Int32ListOf(info[1], "types");
  if (names->size() != types.size()) {
    throw Napi::RangeError::New(info.Env(), "`names` and `types` must have the same length");
  }
  auto inferred = std::make_shared<InferredTypes>();
  return Addon::Of(info.Env())
      .lane->Run(
          info.Env(),
          [symbol = GetShare(), names, types, inferred]() -> Status {
            const GraphLock lock;
            uint32_t sizes[3] = {};
            const int* data[3] = {};
            int complete = 0;
            MXN_TRY(MXN_CALL(MXSymbolInferType, symbol->get(), static_cast<uint32_t>(types.size()),
                             names->data(), types.data(), &sizes[0], &data[0], &sizes[1], &data[1],
                             &sizes[2], &data[2], &complete));
            inferred->arguments.assign(data[0], data[0] + sizes[0]);
            inferred->outputs.assign(data[1], data[1] + sizes[1]);
            inferred->auxiliaries.assign(data[2], data[2] + sizes[2]);
            inferred->complete = complete != 0;
            return {};
          },
          [inferred](Napi::Env env) { return InferredToJs(env, *inferred, TypesToJs); });
}

}  // namespace mxn
