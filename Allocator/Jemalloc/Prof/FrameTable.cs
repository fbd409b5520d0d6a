namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>Gives frames that have names simulated code addresses: the program's in the order in which they come up, the library's above them.</summary>
internal sealed class FrameTable
{
    private const ulong LibraryBase = 0x7ffff7600000;
    private const ulong ProgramBase = 0x400000;
    private const ulong Distance = 16;

    private readonly Dictionary<string, ulong> _program = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, string> _names = [];

    /// <summary>The address of a frame of the library.</summary>
    /// <param name="place">Its place, from 0.</param>
    /// <param name="name">The function's name.</param>
    public ulong Library(int place, string name)
    {
        ulong address = LibraryBase + ((ulong)place * Distance);
        _names[address] = name;
        return address;
    }

    /// <summary>The address of a frame of the program.</summary>
    public ulong Program(string name)
    {
        if (!_program.TryGetValue(name, out ulong address))
        {
            address = ProgramBase + ((ulong)_program.Count * Distance);
            _program.Add(name, address);
            _names.Add(address, name);
        }

        return address;
    }

    /// <summary>Whether a frame is the one that every backtrace begins with, place 0 of the library.</summary>
    public static bool IsInnermost(ulong address) => address == LibraryBase;

    /// <summary>The name of a frame.</summary>
    public string NameOf(ulong address) => _names[address];
}
