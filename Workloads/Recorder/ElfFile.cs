using System.Buffers.Binary;
using System.Text;

namespace AllocSim.Workloads.Recorder;

/// <summary>The functions of an executable file or a library: whether it has an allocator of its own, since a library that is loaded before it is never asked for functions that it defines itself, and where functions lie.</summary>
public sealed class ElfFile
{
    private const int HeaderBytes = 64;
    private const int SectionBytes = 64;
    private const int SymbolBytes = 24;
    private const int SymbolTable = 2;
    private const int DynamicSymbols = 11;
    private const int Function = 2;
    private const int IndirectFunction = 10;
    private const long TableMax = 1 << 30;
    private const int NestedMax = 8;

    private readonly HashSet<string> _functions = new(StringComparer.Ordinal);

    private readonly List<(ulong Start, ulong Bytes)> _extents = [];

    private ElfFile()
    {
    }

    /// <summary>The function through which the program allocates past the C library's: malloc where it defines that itself, or a name that ends in malloc beside one that ends in mallctl; null for none.</summary>
    public string? OwnMalloc
    {
        get
        {
            if (_functions.Contains("malloc"))
            {
                return "malloc";
            }

            string? control = _functions.Order(StringComparer.Ordinal).FirstOrDefault(name => name.EndsWith("mallctl", StringComparison.Ordinal));
            string prefixed = control is null ? "" : control[..^"mallctl".Length] + "malloc";
            return _functions.Contains(prefixed) ? prefixed : null;
        }
    }

    /// <summary>Whether the file defines a function of this name that is seen from outside its object file.</summary>
    public bool Defines(string function) => _functions.Contains(function);

    /// <summary>Whether an address, as the file counts them, lies inside a function that the file has a symbol of.</summary>
    public bool HasFunctionAt(ulong address)
    {
        // Functions may lie inside each other; a symbol of an inner one may come between. The nearest few before the address are looked at.
        int at = _extents.BinarySearch((address, ulong.MaxValue));
        for (int i = (at < 0 ? ~at : at) - 1, looked = 0; i >= 0 && looked < NestedMax; i--, looked++)
        {
            // One without a length, as assembly may leave it, reaches up to the next.
            if (address - _extents[i].Start < _extents[i].Bytes || (looked == 0 && _extents[i].Bytes == 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the symbols of a 64-bit file; null where it is none, or cannot be read.</summary>
    public static ElfFile? TryRead(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] header = Part(file, 0, HeaderBytes);
            if (!header.AsSpan().StartsWith("\u007fELF"u8) || header[4] != 2 || header[5] != 1)
            {
                return null;
            }

            ElfFile elf = new();
            elf.ReadSections(file, (long)Word(header, 40), BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(60)));
            elf._extents.Sort();
            return elf;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static byte[] Part(FileStream file, long offset, long bytes)
    {
        if (offset < 0 || bytes < 0 || bytes > TableMax || offset + bytes > file.Length)
        {
            throw new IOException("the file is cut off");
        }

        byte[] part = new byte[bytes];
        file.Position = offset;
        file.ReadExactly(part);
        return part;
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private void ReadSections(FileStream file, long offset, int count)
    {
        byte[] sections = Part(file, offset, (long)count * SectionBytes);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> section = sections.AsSpan(i * SectionBytes, SectionBytes);
            uint link = BinaryPrimitives.ReadUInt32LittleEndian(section[40..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) is SymbolTable or DynamicSymbols && link < count)
            {
                ReadOnlySpan<byte> strings = sections.AsSpan((int)link * SectionBytes, SectionBytes);
                ReadSymbols(BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) == SymbolTable, Part(file, (long)Word(section, 24), (long)Word(section, 32)), Part(file, (long)Word(strings, 24), (long)Word(strings, 32)));
            }
        }
    }

    /// <summary>Functions that are defined here and seen from outside their object file, of which the name ends as an allocator's do.</summary>
    private void ReadSymbols(bool isWhole, ReadOnlySpan<byte> symbols, ReadOnlySpan<byte> strings)
    {
        for (int at = 0; at + SymbolBytes <= symbols.Length; at += SymbolBytes)
        {
            ReadOnlySpan<byte> symbol = symbols.Slice(at, SymbolBytes);
            uint name = BinaryPrimitives.ReadUInt32LittleEndian(symbol);
            bool isFunction = (symbol[4] & 15) is Function or IndirectFunction;
            bool isLabel = isWhole && Word(symbol, 16) == 0 && (symbol[4] & 15) is 0 or Function;
            if (BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) != 0 && (isFunction ? Word(symbol, 16) > 0 || isLabel : isLabel))
            {
                _extents.Add((Word(symbol, 8), Word(symbol, 16)));
            }

            bool isDefined = BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) != 0 && symbol[4] >> 4 != 0;
            if (!isDefined || !isFunction || name >= strings.Length)
            {
                continue;
            }

            ReadOnlySpan<byte> text = strings[(int)name..];
            text = text[..Math.Max(text.IndexOf((byte)0), 0)];
            if (text.EndsWith("malloc"u8) || text.EndsWith("mallctl"u8))
            {
                _functions.Add(Encoding.UTF8.GetString(text));
            }
        }
    }
}
