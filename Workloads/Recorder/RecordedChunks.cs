using System.Buffers.Binary;

namespace AllocSim.Workloads.Recorder;

/// <summary>Finds the chunks of a recording and strings them together by thread.</summary>
internal static class RecordedChunks
{
    private const ulong Magic = 0x4b4e55484353410a;

    /// <summary>A cursor for each thread, before its first record, by number of the thread.</summary>
    public static IEnumerable<RecordCursor> Cursors(FileStream file, RecordingHeader header)
    {
        var cursors = new SortedDictionary<int, RecordCursor>();
        var chunks = new List<(int Thread, int Sequence, long Offset)>();
        byte[] head = new byte[32];
        var rate = new TickRate(Math.Max(1, header.RateTicks), header.RateNs);
        ulong longest = 0;
        rate.Improve(header.EndTicks, header.EndNs, ref longest);
        for (long offset = RecordingHeader.Bytes; offset + head.Length <= file.Length; offset += header.ChunkBytes)
        {
            file.Position = offset;
            file.ReadExactly(head);
            if (BinaryPrimitives.ReadUInt64LittleEndian(head) == Magic)
            {
                chunks.Add((BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(16)), BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(20)), offset));
                ulong startNs = BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(8)), startTicks = BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(24));
                rate.Improve(startTicks, startNs, ref longest);
            }
        }

        foreach ((int thread, _, long offset) in chunks.OrderBy(c => c.Sequence).ThenBy(c => c.Offset).DistinctBy(c => (c.Thread, c.Sequence)))
        {
            if (!cursors.TryGetValue(thread, out RecordCursor? cursor))
            {
                cursors.Add(thread, cursor = new RecordCursor(file, header.ChunkBytes, thread, rate));
            }

            cursor.Append(offset);
        }

        return cursors.Values;
    }
}
