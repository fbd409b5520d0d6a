using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Machine.Pages;

/// <summary>The bytes of 16384 pages in a row, as <see cref="PageByte"/> lays them out.</summary>
/// <remarks>Their number is part of the type, so that a masked index needs no check.</remarks>
internal sealed class PageLeaf
{
    /// <summary>Logarithm of <see cref="PageCount"/>.</summary>
    public const int PagesLog2 = 14;

    /// <summary>Pages in a leaf.</summary>
    public const int PageCount = 1 << PagesLog2;

    private PageBytes _pages;

    /// <summary>All pages.</summary>
    public Span<byte> Pages => ((Span<byte>)_pages)[..PageCount];

    /// <summary>Whether two pages of the leaf are resident and may be accessed; false too where the second one lies in the next leaf.</summary>
    /// <param name="first">The first page, modulo the leaf's.</param>
    /// <param name="more">How many pages behind it the other one is: 0 or 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AreResident(int first, int more)
    {
        // Both at once: of the states only Resident has both low bits and not the third. Behind the last page lies a byte that stays 0, so that nothing is to be tested but the outcome.
        return (_pages[first & (PageCount - 1)] & _pages[(first & (PageCount - 1)) + (more & 1)] & (PageByte.StateMask | PageByte.Accessible)) == ((int)PageState.Resident | PageByte.Accessible);
    }

    [InlineArray(PageCount + 1)]
    private struct PageBytes
    {
        private byte _first;
    }
}
