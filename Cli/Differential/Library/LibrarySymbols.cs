using System.Buffers.Binary;
using System.Text;

namespace AllocSim.Cli.Differential.Library;

/// <summary>Variables of a library by name, out of the symbol table of its file, or of the file that its packager keeps apart for debuggers. Linux on 64 bits.</summary>
internal sealed class LibrarySymbols
{
    private const string DebugFolder = "/usr/lib/debug/.build-id";
    private const int SectionTableAt = 40;
    private const int SectionSizeAt = 58;
    private const int SectionCountAt = 60;
    private const int SymbolBytes = 24;
    private const uint SymbolTable = 2;
    private const uint Note = 7;
    private const uint BuildId = 3;
    private const int Variable = 1;
    private const int ThreadVariable = 6;

    private readonly SortedDictionary<string, (ulong Offset, ulong Bytes)> _known = new(StringComparer.Ordinal);

    private LibrarySymbols()
    {
    }

    /// <summary>Reads them.</summary>
    /// <param name="path">The library's file.</param>
    /// <returns>Null where nothing names its variables, as in a library whose symbols were stripped.</returns>
    public static LibrarySymbols? Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        LibrarySymbols symbols = new();
        if (symbols.AddFrom(file))
        {
            return symbols;
        }

        string id = BuildIdOf(file);
        string apart = id.Length < 3 ? "" : Path.Combine(DebugFolder, id[..2], id[2..] + ".debug");
        return File.Exists(apart) && symbols.AddFrom(File.ReadAllBytes(apart)) ? symbols : null;
    }

    /// <summary>Where a variable lies, from the place that the library is loaded at, and its length in bytes; a thread's variable from its block on.</summary>
    public bool TryFind(string name, out ulong offset, out ulong bytes)
    {
        bool isKnown = _known.TryGetValue(name, out (ulong Offset, ulong Bytes) found);
        (offset, bytes) = found;
        return isKnown;
    }

    private static IEnumerable<(uint Type, Range Content, uint Link)> Sections(byte[] file)
    {
        bool isElf64 = file.Length > SectionCountAt + sizeof(ushort) && file.AsSpan().StartsWith("\u007fELF\u0002"u8);
        long table = isElf64 ? BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(SectionTableAt)) : 0;
        int size = isElf64 ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(SectionSizeAt)) : 0;
        int count = isElf64 ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(SectionCountAt)) : 0;
        for (int i = 0; i < count && table > 0 && table + ((i + 1L) * size) <= file.Length; i++)
        {
            byte[] header = file[(int)(table + ((long)i * size))..(int)(table + ((i + 1L) * size))];
            long at = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(24));
            long bytes = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(32));
            bool isInside = at >= 0 && bytes >= 0 && at + bytes <= file.Length;
            yield return (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)), isInside ? (int)at..(int)(at + bytes) : 0..0, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(40)));
        }
    }

    private static string BuildIdOf(byte[] file)
    {
        foreach ((uint _, Range content, uint _) in Sections(file).Where(section => section.Type == Note))
        {
            ReadOnlySpan<byte> note = file.AsSpan(content);
            if (note.Length >= 16 && BinaryPrimitives.ReadUInt32LittleEndian(note[8..]) == BuildId && note[12..].StartsWith("GNU\0"u8))
            {
                return Convert.ToHexStringLower(note.Slice(16, (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(note[4..]), note.Length - 16)));
            }
        }

        return "";
    }

    private bool AddFrom(byte[] file)
    {
        (uint Type, Range Content, uint Link)[] sections = [.. Sections(file)];
        foreach ((uint _, Range content, uint link) in sections.Where(section => section.Type == SymbolTable && section.Link < sections.Length))
        {
            ReadOnlySpan<byte> symbols = file.AsSpan(content);
            ReadOnlySpan<byte> names = file.AsSpan(sections[link].Content);
            for (; symbols.Length >= SymbolBytes; symbols = symbols[SymbolBytes..])
            {
                uint name = BinaryPrimitives.ReadUInt32LittleEndian(symbols);
                if ((symbols[4] & 15) is Variable or ThreadVariable && name < names.Length)
                {
                    ReadOnlySpan<byte> text = names[(int)name..];
                    _known.TryAdd(Encoding.UTF8.GetString(text[..Math.Max(text.IndexOf((byte)0), 0)]), (BinaryPrimitives.ReadUInt64LittleEndian(symbols[8..]), BinaryPrimitives.ReadUInt64LittleEndian(symbols[16..])));
                }
            }
        }

        return _known.Count > 0;
    }
}
