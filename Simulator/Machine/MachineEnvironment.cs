using System.Globalization;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Machine;

/// <summary>What a run of the oracle depended on, read from its environment.txt.</summary>
public sealed record MachineEnvironment
{
    private const ulong AddressLimit = 1UL << 48;
    private const ulong NarrowBottom = 0x2000_0000;

    /// <summary>File name of the library that ran; empty when the file does not say.</summary>
    public string Library { get; init; } = "";

    /// <summary>Its version; empty when the file does not say.</summary>
    public string LibraryVersion { get; init; } = "";

    /// <summary>The options of the run, in the library's own grammar; empty for none.</summary>
    public string MallocConf { get; init; } = "";

    /// <summary>The machine that the run saw.</summary>
    public MachineOptions Machine { get; init; } = new();

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the environment.txt.</param>
    /// <param name="defaults">Options that the file does not name.</param>
    /// <exception cref="TraceFormatException">A line is not one of the known ones.</exception>
    public static MachineEnvironment Read(string path, MachineOptions? defaults = null)
    {
        using StreamReader reader = new(path);
        return Read(reader, path, defaults);
    }

    /// <summary>Reads from text; <paramref name="name"/> is what messages call it.</summary>
    public static MachineEnvironment Read(TextReader reader, string name, MachineOptions? defaults = null)
    {
        MachineEnvironment environment = new() { Machine = defaults ?? new() };
        Dictionary<int, ulong> blocks = [];
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            string key = space < 0 ? line : line[..space];
            string value = space < 0 ? "" : line[(space + 1)..].Trim();
            try
            {
                environment = environment.With(key, value, blocks);
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                throw new TraceFormatException($"{name}:{number}: cannot read \"{line}\"; expected \"library NAME\", \"malloc_conf TEXT\", \"ncpus N\", \"mmap_top ADDRESS\", \"brk_base ADDRESS\", \"clock_origin_ns N\", \"version TEXT\", \"random BYTE\", \"library_base ADDRESS\", \"pointer_bytes 4|8\" or \"thread N tsd ADDRESS\"", e);
            }
        }

        environment = environment with { Machine = Fitted(environment.Machine) };
        CheckRanges(environment.Machine, name);
        return environment with { Machine = environment.Machine with { ThreadBlocks = blocks } };
    }

    // A process of 32 bits has its mappings below mmap_top down to half a GiB, and none by hint.
    private static MachineOptions Fitted(MachineOptions machine) => machine.PointerBytes == 8 ? machine : machine with
    {
        MmapBytes = machine.MmapTop > NarrowBottom ? machine.MmapTop - NarrowBottom : 0,
        BreakBase = 0,
        BreakBytes = 0,
        HintBase = 0,
        HintTop = 0,
    };

    // As on Linux: all that the break can reach lies below all that mmap can, and both within 48 bits.
    private static void CheckRanges(MachineOptions machine, string name)
    {
        ulong lowest = machine.MmapTop - machine.MmapBytes;
        if (machine.MmapTop < machine.MmapBytes || machine.MmapTop > AddressLimit || machine.BreakBase > lowest || lowest - machine.BreakBase < machine.BreakBytes)
        {
            throw new TraceFormatException(
                $"{name}: mmap_top 0x{machine.MmapTop:x} and brk_base 0x{machine.BreakBase:x} do not fit together; expected mmap_top at most 0x{AddressLimit:x}, and brk_base at least 0x{machine.MmapBytes + machine.BreakBytes:x} bytes below it");
        }
    }

    private MachineEnvironment With(string key, string value, Dictionary<int, ulong> blocks)
    {
        switch (key)
        {
            case "" when value.Length == 0:
                return this;
            case "library":
                return this with { Library = value };
            case "version":
                return this with { LibraryVersion = value };
            case "random":
                return this with { Machine = Machine with { RandomByte = checked((byte)Hexadecimal(value)) } };
            case "library_base":
                return this with { Machine = Machine with { LibraryBase = Hexadecimal(value) } };
            case "pointer_bytes":
                return this with { Machine = Machine with { PointerBytes = value is "4" or "8" ? value[0] - '0' : throw new FormatException() } };
            case "malloc_conf":
                return this with { MallocConf = value };
            case "ncpus":
                int count = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
                return count == 0 ? throw new FormatException() : this with { Machine = Machine with { CpuCount = count } };
            case "mmap_top":
                return this with { Machine = Machine with { MmapTop = Hexadecimal(value) } };
            case "brk_base":
                return this with { Machine = Machine with { BreakBase = Hexadecimal(value) } };
            case "clock_origin_ns":
                return this with { Machine = Machine with { ClockOriginNs = long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) } };
            case "thread":
                string[] fields = value.Split(' ');
                if (fields is not [_, "tsd", _])
                {
                    throw new FormatException();
                }

                blocks[int.Parse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture)] = Hexadecimal(fields[2]);
                return this;
            default:
                throw new FormatException();
        }
    }

    private static ulong Hexadecimal(string text)
        => text == "0" ? 0
            : text.StartsWith("0x", StringComparison.Ordinal) ? ulong.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw new FormatException();
}
