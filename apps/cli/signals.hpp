#pragma once
// Ctrl-C, SIGTERM and closed pipes.

namespace entente::cli {

/// Ctrl-C and SIGTERM end a program that only reads at once, with status 130. Where something is
/// being written they set entente::interrupted, and a second one ends at once. A closed pipe shows
/// as a failed write.
void handle_signals();
/// Whether something is being written. Calls nest.
void stop_at_safe_points(bool stop);

}  // namespace entente::cli
