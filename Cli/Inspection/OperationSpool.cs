using System.Runtime.InteropServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection;

/// <summary>A trace's operations in a temporary file, decoded, so that it can be run through again and again. The file goes when this does.</summary>
internal sealed class OperationSpool : IDisposable
{
    private const int BlockOperations = 4096;
    private const int RecordBytes = 52; // An operation, the trace's number of its object, its call stack.

    private readonly FileStream _file;
    private readonly List<string> _names;
    private readonly List<IReadOnlyList<string>> _stacks;
    private readonly string _name;

    private OperationSpool(FileStream file, ITraceSource source, long count, int slotCount)
    {
        SlotCount = slotCount;
        _file = file;
        _name = source.Name;
        _names = [.. source.Names];
        _stacks = [.. source.CallStacks];
        Count = count;
    }

    /// <summary>Operations of the trace.</summary>
    public long Count { get; }

    /// <summary>Slots that its objects need: the most that live at once.</summary>
    public int SlotCount { get; }

    /// <summary>Decodes a trace, and closes it.</summary>
    public static OperationSpool Of(ITraceSource source)
    {
        using ITraceSource trace = source;
        FileStream file = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        OperationBatch batch = new();
        Block block = new();
        long count = 0;
        int slotCount = 0;
        while (source.TryRead(batch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                int at = (int)(count++ % BlockOperations);
                block.Operations[at] = batch.Operations[i];
                slotCount = Math.Max(slotCount, batch.Operations[i].Object + 1);
                block.Numbers[at] = batch.Objects[i];
                block.Stacks[at] = batch.StackOf(i);
                if (at == BlockOperations - 1)
                {
                    block.Write(file);
                }
            }
        }

        if (count % BlockOperations != 0)
        {
            block.Write(file);
        }

        file.Flush();
        return new OperationSpool(file, source, count, slotCount);
    }

    /// <summary>Reads it from the start; several threads may do so at once.</summary>
    public ITraceSource Open() => new Reader(this, null);

    /// <summary>Reads it from the start.</summary>
    /// <param name="tell">Told how far the reading is, from 0 to 1, by the thread that reads.</param>
    public ITraceSource OpenTold(Action<double> tell) => new Reader(this, tell);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private sealed class Block
    {
        public Operation[] Operations { get; } = new Operation[BlockOperations];

        public long[] Numbers { get; } = new long[BlockOperations];

        public int[] Stacks { get; } = new int[BlockOperations];

        public void Write(Stream file)
        {
            file.Write(MemoryMarshal.AsBytes(Operations.AsSpan()));
            file.Write(MemoryMarshal.AsBytes(Numbers.AsSpan()));
            file.Write(MemoryMarshal.AsBytes(Stacks.AsSpan()));
        }
    }

    private sealed class Reader(OperationSpool spool, Action<double>? tell) : ITraceSource
    {
        private long _block;

        public string Name => spool._name;

        public IReadOnlyList<string> Names => spool._names;

        public IReadOnlyList<IReadOnlyList<string>> CallStacks => spool._stacks;

        public bool TryRead(OperationBatch batch)
        {
            long first = _block * BlockOperations;
            batch.Count = (int)Math.Clamp(spool.Count - first, 0, BlockOperations);
            if (batch.Count == 0)
            {
                return false;
            }

            long at = _block * BlockOperations * RecordBytes;
            at = Read(MemoryMarshal.AsBytes(batch.Operations.AsSpan(0, BlockOperations)), at);
            at = Read(MemoryMarshal.AsBytes(batch.Objects.AsSpan(0, BlockOperations)), at);
            _ = Read(MemoryMarshal.AsBytes(batch.NeedStacks().AsSpan(0, BlockOperations)), at);
            batch.FirstIndex = first;
            tell?.Invoke((double)first / spool.Count);
            _block++;
            return true;
        }

        public void Dispose()
        {
        }

        // Several threads read, each where it is.
        private long Read(Span<byte> bytes, long at)
        {
            while (!bytes.IsEmpty)
            {
                int count = RandomAccess.Read(spool._file.SafeFileHandle, bytes, at);
                if (count == 0)
                {
                    throw new EndOfStreamException("the temporary file of the trace's operations was cut");
                }

                bytes = bytes[count..];
                at += count;
            }

            return at;
        }
    }
}
