using AllocSim.Workloads.Recorder;

namespace AllocSim.Cli.Recording;

/// <summary>What one process recorded as one program: it has another file for each program that it replaced itself by.</summary>
/// <param name="File">The recorder's file.</param>
/// <param name="Process">The process.</param>
/// <param name="Number">Which of its programs, from 0.</param>
/// <param name="Header">What the recorder wrote about it.</param>
internal sealed record RecordedImage(string File, int Process, int Number, RecordingHeader Header);
