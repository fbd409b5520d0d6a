using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Atrace;

/// <summary>Constants of the .atrace format, versions 1 and 2. <c>docs/formats.md</c> is its description.</summary>
internal static class AtraceFormat
{
    /// <summary>Version that this code writes.</summary>
    public const int Version = 2;

    /// <summary>Oldest version that this code reads.</summary>
    public const int OldestVersion = 1;

    /// <summary>Most operations in one block.</summary>
    public const int BlockOperations = 1 << 16;

    /// <summary>Most bytes in the payload of a frame.</summary>
    public const int MaxPayloadBytes = 16 << 20;

    /// <summary>Most bytes in the unpacked column of a frame of names or stacks.</summary>
    public const int SideColumnMaxBytes = 16 << 20;

    /// <summary>Most frames of a call stack.</summary>
    public const int StackFramesMax = 1024;

    /// <summary>Bytes before a frame's payload: mark, type, three zeros, length, checksum.</summary>
    public const int FrameHeaderBytes = 16;

    /// <summary>Bytes at the end of a finished file: offset of the index frame, then <see cref="EndMagic"/>.</summary>
    public const int TrailerBytes = 16;

    /// <summary>The mark that starts each frame, little-endian.</summary>
    public const uint FrameMark = 0x4B4C42A7;

    /// <summary>In the head of an operation: the bits that hold its <see cref="OperationKind"/>.</summary>
    public const int KindMask = 0x0f;

    /// <summary>In the head of an operation: its thread is not the one before's and stands in the thread column.</summary>
    public const int NewThread = 0x10;

    /// <summary>In the head of an operation: 256 ns or more have passed; the rest stands in the column of long times.</summary>
    public const int LongTime = 0x20;

    /// <summary>In the head of an operation: the number of its new object is not the next one and stands in the number column.</summary>
    public const int OddNumber = 0x40;

    /// <summary>In the head of an operation: a call stack is known and stands in the stack column.</summary>
    public const int HasStack = 0x80;

    /// <summary>The first bytes of a file.</summary>
    public static ReadOnlySpan<byte> Magic => "ATRACE\r\n"u8;

    /// <summary>The last bytes of a finished file.</summary>
    public static ReadOnlySpan<byte> EndMagic => "ATRCEND\n"u8;
}
