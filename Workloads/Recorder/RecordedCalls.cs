using System.Buffers.Binary;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Recorder;

/// <summary>About how many calls a recording holds, while it grows: counted in a few of its chunks, and reckoned for all. Costs the same however long it is.</summary>
public static class RecordedCalls
{
    private const int ChunksLooked = 8;

    /// <summary>About the number of calls.</summary>
    /// <param name="path">The recorder's file; it may be written to meanwhile.</param>
    /// <returns>0 where there is none yet, or it cannot be read.</returns>
    public static long Estimate(string path)
    {
        try
        {
            RecordingHeader header = RecordingHeader.Read(path);
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            long chunks = (file.Length - RecordingHeader.Bytes) / header.ChunkBytes;
            long looked = Math.Min(chunks, ChunksLooked);
            byte[] chunk = new byte[header.ChunkBytes];
            long calls = 0;
            for (long i = 0; i < looked; i++)
            {
                file.Position = RecordingHeader.Bytes + (i * chunks / looked * header.ChunkBytes);
                calls += CallsIn(chunk.AsSpan(0, file.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false)));
            }

            return looked == 0 ? 0 : calls * chunks / looked;
        }
        catch (Exception e) when (e is IOException or TraceFormatException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static long CallsIn(ReadOnlySpan<byte> chunk)
    {
        long calls = 0;
        for (int at = RecordCursor.HeaderBytes; at + sizeof(ulong) <= chunk.Length;)
        {
            int kind = (int)(BinaryPrimitives.ReadUInt64LittleEndian(chunk[at..]) & 0xff);
            if (kind == 0 || kind >= RecordCursor.WordsAfter.Length)
            {
                break;
            }

            calls += (RecordKind)kind is RecordKind.Resident or RecordKind.Frames or RecordKind.Stack or RecordKind.ReallocEnd or RecordKind.RallocxEnd or RecordKind.Exit ? 0 : 1;
            at += sizeof(ulong) * (1 + RecordCursor.WordsAfter[kind]);
        }

        return calls;
    }
}
