using System.Globalization;
using System.Runtime.InteropServices;
using AllocSim.Simulator.Allocation.Policies;
using Microsoft.Win32.SafeHandles;

namespace AllocSim.Cli.Differential.Library;

/// <summary>The memory of the library's process while that stands still. Pages that nothing is behind are not read, for that would change what the kernel holds.</summary>
internal sealed class StillProcess : ILibraryMemory, IDisposable
{
    private const int PageBytes = 4096;
    private const int PagesAtOnce = 512;

    // Bits of /proc/PID/pagemap.
    private const ulong Present = 1UL << 63;
    private const ulong Swapped = 1UL << 62;

    private readonly SafeFileHandle _memory;
    private readonly SafeFileHandle _map;
    private readonly LibrarySymbols _symbols;
    private readonly ulong _loadedAt;
    private readonly SortedDictionary<ulong, ulong[]> _behind = [];
    private readonly Dictionary<ulong, byte[]> _pages = [];

    /// <summary>Opens it.</summary>
    /// <param name="process">Number of the process.</param>
    /// <param name="symbols">Where the library's variables lie.</param>
    /// <param name="loadedAt">Where the library is loaded.</param>
    /// <param name="threads">Its threads.</param>
    /// <exception cref="IOException">It may not be read.</exception>
    public StillProcess(int process, LibrarySymbols symbols, ulong loadedAt, IReadOnlyList<KeyValuePair<int, ulong>> threads)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        _symbols = symbols;
        _loadedAt = loadedAt;
        Threads = threads;
        try
        {
            _memory = File.OpenHandle(folder + "/mem");
            _map = File.OpenHandle(folder + "/pagemap");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<int, ulong>> Threads { get; }

    /// <inheritdoc/>
    public ulong AddressOf(string symbol) => _symbols.TryFind(symbol, out ulong offset, out ulong _) ? _loadedAt + offset : 0;

    /// <inheritdoc/>
    public void Read(ulong address, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int inPage = (int)(address % PageBytes);
            int length = Math.Min(bytes.Length, PageBytes - inPage);
            Page(address / PageBytes).AsSpan(inPage, length).CopyTo(bytes);
            bytes = bytes[length..];
            address += (ulong)length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        _map.Dispose();
    }

    private byte[] Page(ulong number)
    {
        if (_pages.TryGetValue(number, out byte[]? page))
        {
            return page;
        }

        page = new byte[PageBytes];
        if (IsBehind(number) && RandomAccess.Read(_memory, page, (long)(number * PageBytes)) != PageBytes)
        {
            throw new IOException(FormattableString.Invariant($"page 0x{number * PageBytes:x} cannot be read"));
        }

        return _pages[number] = page;
    }

    private bool IsBehind(ulong number)
    {
        ulong first = number / PagesAtOnce;
        if (!_behind.TryGetValue(first, out ulong[]? entries))
        {
            entries = new ulong[PagesAtOnce];
            _ = RandomAccess.Read(_map, MemoryMarshal.AsBytes(entries.AsSpan()), (long)(first * PagesAtOnce * sizeof(ulong)));
            _behind[first] = entries;
        }

        return (entries[number % PagesAtOnce] & (Present | Swapped)) != 0;
    }
}
