using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Machine.Pages;

/// <content>Reads: a page that nobody wrote shows the zero page.</content>
public sealed partial class PageLayer
{
    /// <summary>Reads [address, address + bytes): pages that were never accessed show the zero page, which is a fault each.</summary>
    /// <exception cref="PageAccessException">A page is not mapped, or without access: a real program would die here.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Read(ulong address, ulong bytes)
    {
        if (!IsResident(address, bytes))
        {
            ReadSlow(address, bytes);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadSlow(ulong address, ulong bytes)
    {
        (ulong page, ulong end) = bytes == 0 ? (0, 0) : Pages(address, bytes);
        while (page < end)
        {
            Span<byte> span = Segment(page, end, isWritten: true);
            int run = RunLength(span);
            byte was = span[0];
            switch (Accessed(was))
            {
                case PageState.Untouched when TryBackHuge(PageChange.ReadHuge, page, was):
                    break; // The same page again, which now shows the huge zero page.
                case PageState.Untouched:
                    run = UpToPiece(page, run, was);
                    _faults += run;
                    Write(span[..run], was, PageByte.After(PageChange.Read, was));
                    page += (ulong)run;
                    break;
                case PageState.Zero or PageState.LazilyFreed or PageState.Resident:
                    page += (ulong)run;
                    break;
                default:
                    throw NoAccess("read", page, was);
            }
        }
    }
}
