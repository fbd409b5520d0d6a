using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures.Pages;

/// <summary>How many live bytes each page holds: the ground under the active page set and the picture of the address space.</summary>
/// <remarks>One number a page that was ever used. An object counts with its requested size.</remarks>
public sealed class LivePages : IReplayProbe
{
    private readonly PageMap<int> _live = new();
    private readonly int _pageShift;
    private readonly ulong _bytesMax;

    /// <summary>Makes an empty map.</summary>
    /// <param name="pageSize">Bytes in a page.</param>
    /// <param name="bytesMax">How many bytes of an object count, from its beginning: those that the program is taken to write.</param>
    public LivePages(int pageSize, ulong bytesMax = ulong.MaxValue)
    {
        _pageShift = int.Log2(pageSize);
        _bytesMax = bytesMax;
    }

    /// <summary>Pages that hold at least one live byte.</summary>
    public long Count { get; private set; }

    /// <summary>The same in bytes.</summary>
    public ulong Bytes => (ulong)Count << _pageShift;

    /// <summary>Calls <paramref name="visit"/> with the address and the live bytes of each page that holds any, by address.</summary>
    public void ForEach(Action<ulong, int> visit)
    {
        foreach ((ulong first, int[] leaf) in _live.Leaves)
        {
            for (int i = 0; i < leaf.Length; i++)
            {
                if (leaf[i] != 0)
                {
                    visit((first + (ulong)i) << _pageShift, leaf[i]);
                }
            }
        }
    }

    /// <summary>The live bytes of each range of addresses that holds any, by address.</summary>
    /// <param name="rangeShift">Binary logarithm of the bytes of a range, which is a page or more.</param>
    public List<(ulong Range, ulong LiveBytes)> Sums(int rangeShift)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rangeShift, _pageShift);
        List<(ulong Range, ulong LiveBytes)> sums = [];
        ulong last = ulong.MaxValue;
        ulong sum = 0;
        foreach ((ulong first, int[] leaf) in _live.Leaves)
        {
            for (int i = 0; i < leaf.Length; i++)
            {
                if (leaf[i] == 0)
                {
                    continue;
                }

                ulong range = (first + (ulong)i) >> (rangeShift - _pageShift);
                if (range != last && sum > 0)
                {
                    sums.Add((last, sum));
                    sum = 0;
                }

                last = range;
                sum += (ulong)leaf[i];
            }
        }

        if (sum > 0)
        {
            sums.Add((last, sum));
        }

        return sums;
    }

    /// <summary>Objects come and go, until after one of the operations another number of pages holds live bytes than before, or a null pointer was met.</summary>
    /// <param name="addresses">Where they lie.</param>
    /// <param name="changes">Which they are; as many.</param>
    /// <returns>How many came or went.</returns>
    internal int Change(ReadOnlySpan<ulong> addresses, ReadOnlySpan<ObjectChange> changes)
    {
        PageMap<int> pages = _live;
        int shift = _pageShift;
        ulong bytesMax = _bytesMax;
        long before = Count;
        bool isOther = false;
        int i = 0;
        while (i < addresses.Length && addresses[i] != 0)
        {
            ulong address = addresses[i];
            int growth = changes[i++].Growth;
            ulong bytes = Math.Min((ulong)Math.Abs((long)growth), bytesMax);
            ulong page = address >> shift;
            if (bytes - 1 < bytesMax && page == (address + bytes - 1) >> shift)
            {
                ref int live = ref pages[page];
                int was = live;
                live = was + (growth < 0 ? -(int)bytes : (int)bytes);
                if (was == 0 || live == 0)
                {
                    Count += was == 0 ? 1 : -1;
                    isOther = Count != before;
                }
            }
            else
            {
                Add(address, bytes, growth < 0 ? -1 : 1);
                isOther = Count != before;
            }

            if (isOther && (i == changes.Length || changes[i].Operation != changes[i - 1].Operation))
            {
                break;
            }
        }

        return i;
    }

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Made(long index, in Operation operation, ulong address, ulong size) => Add(address, size, 1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Gone(long index, in Operation operation, ulong address, ulong size) => Add(address, size, -1);

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        Add(address, oldSize, -1);
        Add(address, newSize, 1);
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ulong address, ulong size, int sign)
    {
        ulong bytes = Math.Min(size, _bytesMax);
        ulong page = address >> _pageShift;
        if (address == 0 || bytes == 0)
        {
            return;
        }

        if (page == (address + bytes - 1) >> _pageShift)
        {
            AddToPage(page, sign * (int)bytes);
        }
        else
        {
            AddToPages(address, bytes, sign);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToPages(ulong address, ulong bytes, int sign)
    {
        ulong end = address + bytes;
        while (address < end)
        {
            ulong page = address >> _pageShift;
            ulong next = Math.Min((page + 1) << _pageShift, end);
            AddToPage(page, sign * (int)(next - address));
            address = next;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddToPage(ulong page, int bytes)
    {
        ref int live = ref _live[page];
        int before = live;
        int after = before + bytes;
        live = after;
        if (before == 0)
        {
            Count++;
        }
        else if (after == 0)
        {
            Count--;
        }
    }
}
