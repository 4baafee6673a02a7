// What the three ways of binding are told alike.
#pragma once

#include <vector>

#include "library/text_list.h"
#include "value/arguments.h"
#include "value/shape.h"

namespace mxn {

// Which device each `ctx_group` of the graph goes to.
struct GroupDevices {
  TextList names;
  std::vector<int32_t> types;
  std::vector<int32_t> ids;

  static GroupDevices From(const Napi::Object& options) {
    GroupDevices groups{TextListOf(options.Get("groupNames"), "groupNames"),
                        Int32ListOf(options.Get("groupDeviceTypes"), "groupDeviceTypes"),
                        Int32ListOf(options.Get("groupDeviceIds"), "groupDeviceIds")};
    if (groups.types.size() != groups.names.size() || groups.ids.size() != groups.names.size()) {
      throw Napi::RangeError::New(options.Env(), "the three group lists must have the same length");
    }
    return groups;
  }

  uint32_t size() const { return static_cast<uint32_t>(names.size()); }
};

struct NamedShapes {
  TextList names;
  ShapeTable shapes;

  static NamedShapes From(const Napi::Value& names, const Napi::Value& shapes) {
    NamedShapes named{TextListOf(names, "shapeNames"),
                      ShapeTable::From(ArrayOf(shapes, "shapes"), "shapes")};
    if (named.names.size() + 1 != named.shapes.index.size()) {
      throw Napi::RangeError::New(names.Env(), "`shapeNames` and `shapes` must be of equal length");
    }
    return named;
  }

  uint32_t size() const { return static_cast<uint32_t>(names.size()); }
};

}  // namespace mxn
