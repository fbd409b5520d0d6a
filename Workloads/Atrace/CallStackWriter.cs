using System.Text;
using AllocSim.Workloads.Atrace.Blocks;
using AllocSim.Workloads.Atrace.Frames;

namespace AllocSim.Workloads.Atrace;

/// <summary>Writes call stacks to an .atrace file: each name of a frame once, each stack once, as what it does not share with the one before it.</summary>
internal sealed class CallStackWriter(FrameWriter frames)
{
    /// <summary>Longest name of a frame, characters. C++ can make longer ones.</summary>
    private const int NameMax = 4096;

    /// <summary>Bytes of a column after which the rest goes into another frame.</summary>
    private const int ColumnBytes = AtraceFormat.SideColumnMaxBytes / 4;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ByteColumn _names = new();
    private readonly ByteColumn _stacks = new();
    private readonly ByteColumn _packed = new();
    private readonly ByteColumn _payload = new();
    private int[] _before = [];
    private int _namesHere;
    private int _stacksHere;
    private int _stacksWritten;

    /// <summary>Writes those that are new since the last time.</summary>
    public void Write(IReadOnlyList<IReadOnlyList<string>> callStacks)
    {
        while (_stacksWritten < callStacks.Count)
        {
            Add(callStacks[_stacksWritten++]);
            if (_names.Length >= ColumnBytes || _stacks.Length >= ColumnBytes)
            {
                Flush();
            }
        }

        Flush();
    }

    private void Add(IReadOnlyList<string> stack)
    {
        int[] numbers = new int[Math.Min(stack.Count, AtraceFormat.StackFramesMax)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = NumberOf(stack[i]);
        }

        int shared = 0;
        while (shared < Math.Min(numbers.Length, _before.Length) && numbers[^(shared + 1)] == _before[^(shared + 1)])
        {
            shared++;
        }

        _stacks.VarInt((ulong)shared);
        _stacks.VarInt((ulong)(numbers.Length - shared));
        foreach (int number in numbers.AsSpan(0, numbers.Length - shared))
        {
            _stacks.VarInt((ulong)number);
        }

        _before = numbers;
        _stacksHere++;
    }

    private int NumberOf(string name)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            number = _numbers.Count;
            _numbers.Add(name, number);
            _names.Counted(Encoding.UTF8.GetBytes(name.Length <= NameMax ? name : name[..NameMax]));
            _namesHere++;
        }

        return number;
    }

    private void Flush()
    {
        Flush(FrameType.FrameNames, _numbers.Count, _names, ref _namesHere);
        Flush(FrameType.CallStacks, _stacksWritten, _stacks, ref _stacksHere);
        _before = [];
    }

    private void Flush(FrameType type, int total, ByteColumn column, ref int count)
    {
        if (count > 0)
        {
            _payload.Clear();
            _payload.VarInt((ulong)(total - count));
            _payload.VarInt((ulong)count);
            ColumnCodec.Write(column.Bytes, _packed, _payload);
            frames.Write(type, _payload.Bytes);
            column.Clear();
            count = 0;
        }
    }
}
