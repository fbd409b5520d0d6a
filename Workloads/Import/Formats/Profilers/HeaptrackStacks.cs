using System.Globalization;
using System.Text;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats.Profilers;

/// <summary>
/// The call stacks of a heaptrack file. Interpreted files name instructions: "i ADDRESS MODULE [FUNCTION FILE LINE]…", several functions where some are inlined, and "t INSTRUCTION CALLER"
/// makes a tree of them. Raw files have "t ADDRESS CALLER" and say with "m" where modules lie. Strings are numbered from 1.
/// </summary>
internal sealed class HeaptrackStacks
{
    private const int LengthsSinceVersion = 3;
    private const int EntriesMax = 1 << 24;
    private const int FramesMax = 256;

    private readonly List<string> _strings = [""];
    private readonly List<string[]> _instructions = [[]];
    private readonly List<(ulong Instruction, int Caller, int Stack)> _tree = [(0, 0, 0)];
    private readonly SortedList<ulong, (ulong End, string Name, ulong Base)> _modules = [];
    private bool _hasLengths;
    private bool _isRaw;
    private string _program = "program";

    /// <summary>The stacks that allocations had so far.</summary>
    public CallStackTable Named { get; } = new();

    /// <summary>Takes a line that begins with v, x, s, i, t or m. What is wrong with it only costs names.</summary>
    public void Take(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line.Length > 2 ? line[2..] : default;
        switch (line[0])
        {
            case (byte)'v':
                Span<ulong> version = stackalloc ulong[2];
                _hasLengths = Numbers(rest, version) == 2 && version[1] >= LengthsSinceVersion;
                break;
            case (byte)'s' when _strings.Count < EntriesMax:
                _strings.Add(TextOf(rest));
                break;
            case (byte)'i' when _instructions.Count < EntriesMax:
                AddInstruction(rest);
                break;
            case (byte)'t' when _tree.Count < EntriesMax:
                Span<ulong> edge = stackalloc ulong[2];
                _tree.Add(Numbers(rest, edge) == 2 && edge[1] < (ulong)_tree.Count ? (edge[0], (int)edge[1], -1) : (0, 0, 0));
                break;
            case (byte)'x':
                _program = Path.GetFileName(TextOf(rest));
                break;
            case (byte)'m':
                AddModule(rest);
                break;
        }
    }

    /// <summary>The number of the stack that ends at a place of the tree; 0 for none.</summary>
    public int NumberOf(ulong place)
    {
        if (place == 0 || place >= (ulong)_tree.Count)
        {
            return 0;
        }

        (ulong instruction, int caller, int stack) = _tree[(int)place];
        if (stack < 0)
        {
            List<string> frames = [];
            for (int at = (int)place; at != 0 && frames.Count < FramesMax; at = _tree[at].Caller)
            {
                frames.AddRange(FramesOf(_tree[at].Instruction));
            }

            stack = frames.Count == 0 ? 0 : Named.Add(frames);
            _tree[(int)place] = (instruction, caller, stack);
        }

        return stack;
    }

    private static int Numbers(ReadOnlySpan<byte> text, Span<ulong> numbers)
    {
        TextLine fields = new(text);
        int count = 0;
        while (count < numbers.Length && fields.TryWord(out ReadOnlySpan<byte> word) && ulong.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value))
        {
            numbers[count++] = value;
        }

        return count;
    }

    private string TextOf(ReadOnlySpan<byte> text)
    {
        int space = text.IndexOf((byte)' ');
        return Encoding.UTF8.GetString(_hasLengths && space > 0 ? text[(space + 1)..] : text);
    }

    private string StringAt(ulong number) => number < (ulong)_strings.Count ? _strings[(int)number] : "";

    private void AddInstruction(ReadOnlySpan<byte> text)
    {
        Span<ulong> fields = stackalloc ulong[2 + (3 * 32)];
        int count = Numbers(text, fields);
        List<string> frames = [];
        for (int i = 2; i < count; i += 3)
        {
            string function = StringAt(fields[i]);
            bool hasLine = i + 2 < count;
            frames.Add(function.Length == 0 ? "" : hasLine ? $"{function} ({Place(StringAt(fields[i + 1]), fields[i + 2])})" : $"{function} ({Path.GetFileName(StringAt(fields[1]))})");
        }

        frames.RemoveAll(frame => frame.Length == 0);
        if (frames.Count == 0 && count > 0)
        {
            string module = count > 1 ? Path.GetFileName(StringAt(fields[1])) : "";
            frames.Add(module.Length == 0 ? $"0x{fields[0]:x}" : $"{module} 0x{fields[0]:x}");
        }

        _instructions.Add([.. frames]);
    }

    private static string Place(string file, ulong line)
        => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}:{line}");

    /// <summary>"m NAME BASE (START BYTES)…", with the name's length before it in newer files; "m -" begins anew.</summary>
    private void AddModule(ReadOnlySpan<byte> text)
    {
        _isRaw = true; // A file that says where modules lie is a raw one: its tree has addresses.
        TextLine fields = new(text);
        if ((_hasLengths && !fields.TryWord(out _)) || !fields.TryWord(out ReadOnlySpan<byte> name))
        {
            return;
        }

        if (name.SequenceEqual("-"u8))
        {
            _modules.Clear();
            return;
        }

        string module = Path.GetFileName(Encoding.UTF8.GetString(name));
        Span<ulong> numbers = stackalloc ulong[65];
        int count = Numbers(fields.Rest, numbers);
        for (int i = 1; i + 1 < count; i += 2)
        {
            ulong start = unchecked(numbers[0] + numbers[i]);
            _modules[start] = (unchecked(start + numbers[i + 1]), module, numbers[0]);
        }
    }

    private string[] FramesOf(ulong instruction)
    {
        if (!_isRaw)
        {
            return instruction < (ulong)_instructions.Count ? _instructions[(int)instruction] : [];
        }

        int low = 0, high = _modules.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _modules.GetKeyAtIndex(middle) <= instruction ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && _modules.GetValueAtIndex(low - 1) is var module && instruction < module.End
            ? [$"{(module.Name == "x" ? _program : module.Name)}+0x{instruction - module.Base:x}"]
            : [$"0x{instruction:x}"];
    }
}
