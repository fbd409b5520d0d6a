using System.Buffers.Binary;
using System.Text;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Recorder;

/// <summary>The first page of a recording, as allocsim_recorder.c writes it.</summary>
/// <param name="Process">The process.</param>
/// <param name="Parent">Its parent.</param>
/// <param name="StartUnixNs">When recording began, nanoseconds since 1970.</param>
/// <param name="PageBytes">Bytes in a page.</param>
/// <param name="Cpus">CPUs of the host.</param>
/// <param name="ChunkBytes">Bytes in a chunk.</param>
/// <param name="RateTicks">Ticks of the recorder's clock in <paramref name="RateNs"/>, as measured at the start.</param>
/// <param name="RateNs">Nanoseconds of that measurement.</param>
/// <param name="EndTicks">Ticks from the start to an orderly end; 0 where there was none.</param>
/// <param name="EndNs">Nanoseconds from the start to an orderly end.</param>
/// <param name="StoppedTicks">Ticks from the start to where the recorder had to stop because it could not write any more; 0 when it did not.</param>
/// <param name="Program">Path of the executable file.</param>
/// <param name="Command">The command line.</param>
/// <param name="ReplacedBy">What the process was about to replace itself by when its records end; empty when it was not.</param>
/// <param name="ForkedFrom">Name of the parent's file, of a forked child; otherwise empty.</param>
/// <param name="ForkedTicks">Ticks from the parent's start to the fork.</param>
/// <param name="HeapTop">Where the highest mapping of the library ended that was looked at, when that began; 0 when none was.</param>
/// <param name="HeapBreak">Where the library's part of the break began; 0 when it had none.</param>
public sealed record RecordingHeader(int Process, int Parent, long StartUnixNs, int PageBytes, int Cpus, int ChunkBytes, ulong RateTicks, ulong RateNs, ulong EndTicks, ulong EndNs, ulong StoppedTicks, string Program, string Command, string ReplacedBy, string ForkedFrom, ulong ForkedTicks, ulong HeapTop, ulong HeapBreak)
{
    /// <summary>Whether a file holds nothing beside this page: a process that made no calls, such as a forked child that ran another program at once.</summary>
    public static bool IsAll(string path) => new FileInfo(path).Length <= Bytes;

    /// <summary>Bytes before the first chunk.</summary>
    internal const int Bytes = 4096;

    private const int ProgramAt = 96;
    private const int CommandAt = ProgramAt + 1024;
    private const int ReplacedAt = CommandAt + 2048;
    private const int ForkedFromAt = ReplacedAt + 512;
    private const int ForkedTicksAt = ForkedFromAt + 64;
    private const int HeapTopAt = ForkedTicksAt + 8;
    private const int HeapBreakAt = HeapTopAt + 8;

    private static ReadOnlySpan<byte> Magic => "ASREC1\n\0"u8;

    /// <summary>Reads the first page of a file.</summary>
    /// <exception cref="TraceFormatException">It is none.</exception>
    public static RecordingHeader Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] page = new byte[Bytes];
        int length = file.ReadAtLeast(page, page.Length, throwOnEndOfStream: false);
        return Parse(page.AsSpan(0, length), path);
    }

    /// <summary>Reads the page.</summary>
    /// <exception cref="TraceFormatException">It is none.</exception>
    internal static RecordingHeader Parse(ReadOnlySpan<byte> page, string name)
    {
        if (page.Length < HeapBreakAt + 8 || !page.StartsWith(Magic))
        {
            throw new TraceFormatException($"{name}: is not a recording; a file that the recorder wrote is needed");
        }

        ulong chunk = Word(page, 6);
        return chunk is >= 4096 and <= 1 << 26
            ? new RecordingHeader((int)Word(page, 1), (int)Word(page, 2), (long)Word(page, 3), (int)Word(page, 4), (int)Word(page, 5), (int)chunk, Word(page, 7), Word(page, 8), Word(page, 9), Word(page, 10), Word(page, 11), Text(page[ProgramAt..CommandAt]), Text(page[CommandAt..ReplacedAt]), Text(page[ReplacedAt..ForkedFromAt]), Text(page[ForkedFromAt..ForkedTicksAt]), Word(page, ForkedTicksAt / 8), Word(page, HeapTopAt / 8), Word(page, HeapBreakAt / 8))
            : throw new TraceFormatException($"{name}: its chunks have {chunk} bytes; 4 KiB to 64 MiB can be");
    }

    private static ulong Word(ReadOnlySpan<byte> page, int index) => BinaryPrimitives.ReadUInt64LittleEndian(page[(8 * index)..]);

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
