#pragma once
// How much memory may a process take? Less than the machine has, where it runs under a limit.
//
// Linux limits groups of processes (cgroups, version 1 and 2); the group is named in
// /proc/self/cgroup and each group above it may have a limit of its own, the least of which holds.
// A process may have a limit of its own besides (setrlimit, RLIMIT_AS).

#include <cstdint>
#include <string>

namespace entente::forecast {

/// The least of the limits that are set, the machine's memory among them; 0 where nothing is known.
/// Files that are not there or hold no number set no limit. `root` stands before /proc and /sys,
/// for tests.
std::uint64_t memory_limit(const std::string& root = "");

}  // namespace entente::forecast
