// Threads for lanes, used again by later ones.
//
// libmxnet keeps what it has made for a thread until the process ends, 5 MB of random states alone:
// a thread for each lane would let a process that starts workers again and again grow without end.
#pragma once

#include <functional>

namespace mxn {

// Runs `body` on a thread that nobody else uses meanwhile. It may be left there for ever.
void RunOnLaneThread(std::function<void()> body);

}  // namespace mxn
