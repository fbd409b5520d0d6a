using System.Buffers.Binary;

namespace AllocSim.Workloads.Recorder;

/// <summary>Steps through the records of one thread, chunk after chunk. Holds one chunk in memory, and only while it is being read.</summary>
internal sealed class RecordCursor(FileStream file, int chunkBytes, int thread, TickRate rate)
{
    /// <summary>Bytes before the records of a chunk.</summary>
    internal const int HeaderBytes = 64;

    /// <summary>Words behind the first one, by kind.</summary>
    internal static readonly int[] WordsAfter = [0, 2, 3, 3, 3, 1, 1, 2, 0, 3, 1, 3, 4, 2, 2, 3, 2, 1, 1, 4, 1];

    private readonly Queue<long> _chunks = new();
    private byte[]? _chunk;
    private int _at;

    /// <summary>The thread, as the recorder numbered it.</summary>
    public int Thread => thread;

    /// <summary>Kind of the current record.</summary>
    public RecordKind Kind { get; private set; }

    /// <summary>Number of the call stack that belongs to the thread's next call, or 0.</summary>
    public int Stack { get; set; }

    /// <summary>Frames of a call stack that has not been named yet.</summary>
    public List<ulong> Frames { get; } = [];

    /// <summary>Time of the current record, nanoseconds since the start.</summary>
    public long TimeNs { get; private set; }

    /// <summary>Ticks of the current record since the start.</summary>
    public ulong Ticks { get; private set; }

    /// <summary>Whether the thread has written that it ends.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Adds a chunk at the end.</summary>
    public void Append(long offset) => _chunks.Enqueue(offset);

    /// <summary>A word of the current record, counted from 1.</summary>
    public ulong Word(int index) => BinaryPrimitives.ReadUInt64LittleEndian(_chunk.AsSpan(_at + 8 * index));

    /// <summary>Goes to the next record.</summary>
    /// <returns>False at the end of what the thread wrote.</returns>
    public bool MoveNext()
    {
        if (_chunk is not null)
        {
            _at += 8 * (1 + WordsAfter[(int)Kind]);
        }

        ulong first = PeekAt(_at);
        while (first == 0)
        {
            if (!_chunks.TryDequeue(out long offset))
            {
                _chunk = null;
                return false;
            }

            Load(offset);
            first = PeekAt(_at);
        }

        Kind = (RecordKind)(first & 0xff);
        Ticks = first >> 8;
        TimeNs = rate.ToNanoseconds(Ticks);
        return (int)Kind < WordsAfter.Length && _at + 8 * (1 + WordsAfter[(int)Kind]) <= _chunk!.Length;
    }

    private ulong PeekAt(int at) => _chunk is null || at + 8 > _chunk.Length ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(_chunk.AsSpan(at));

    private void Load(long offset)
    {
        _chunk ??= new byte[chunkBytes];
        Array.Clear(_chunk);
        file.Position = offset;
        file.ReadAtLeast(_chunk, chunkBytes, throwOnEndOfStream: false);
        _at = HeaderBytes;
    }
}
