using AllocSim.Simulator.Costs;

namespace AllocSim.Simulator.Machine;

/// <content>mremap and brk.</content>
public sealed partial class SimMachine
{
    /// <summary>mremap: shrinks in place, grows in place where the pages behind are free, otherwise moves while the old place is still taken.</summary>
    /// <param name="address">Where the mapping is.</param>
    /// <param name="oldBytes">Its length; rounded up to pages.</param>
    /// <param name="newBytes">The length wanted; rounded up to pages.</param>
    /// <param name="mayMove">MREMAP_MAYMOVE.</param>
    /// <returns>Where the mapping is now, or 0 when it stayed as it was.</returns>
    public ulong Mremap(ulong address, ulong oldBytes, ulong newBytes, bool mayMove = true)
    {
        oldBytes = WholePages(oldBytes);
        newBytes = WholePages(newBytes);
        _calls.Mremap++;
        Costs?.Charge(CostKind.Mmap); // It changes the same tables as mmap does.
        ulong at = PlaceRemapped(address, oldBytes, newBytes, mayMove);
        Log?.Mremap(OperationIndex, address, oldBytes, at, newBytes);
        if (at == 0)
        {
            return 0;
        }

        if (at != address)
        {
            Pages.Map(at, newBytes, hasAccess: true);
            Pages.Move(address, at, oldBytes);
            Pages.Unmap(address, oldBytes);
            Addresses.Free(address, oldBytes);
        }
        else if (newBytes < oldBytes)
        {
            Pages.Unmap(address + newBytes, oldBytes - newBytes);
            Addresses.Free(address + newBytes, oldBytes - newBytes);
        }
        else if (newBytes > oldBytes)
        {
            Pages.Map(address + oldBytes, newBytes - oldBytes, hasAccess: true);
        }

        return at;
    }

    private ulong PlaceRemapped(ulong address, ulong oldBytes, ulong newBytes, bool mayMove)
    {
        if (newBytes <= oldBytes)
        {
            return address;
        }

        if (IsOverLimit(newBytes - oldBytes))
        {
            return 0;
        }

        return Addresses.TryTakeAt(address + oldBytes, newBytes - oldBytes) ? address : mayMove ? Addresses.Allocate(0, newBytes) : 0;
    }

    /// <summary>brk: moves the program break to an address.</summary>
    /// <param name="address">Where it is wanted; outside its range it only asks.</param>
    /// <returns>The break afterwards.</returns>
    public ulong Brk(ulong address)
    {
        _ = Sbrk(unchecked((long)(address - Addresses.Break)));
        return Addresses.Break;
    }
}
