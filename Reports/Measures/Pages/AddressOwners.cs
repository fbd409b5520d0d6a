using AllocSim.Simulator.Allocation;

namespace AllocSim.Reports.Measures.Pages;

/// <summary>Whose addresses are at one instant.</summary>
internal sealed class AddressOwners
{
    private readonly List<OwnedRange> _ranges = [];

    /// <summary>Asks an allocator.</summary>
    /// <param name="allocator">The allocator; null for one whose memory is nobody's in particular.</param>
    public AddressOwners(IAddressOwners? allocator)
    {
        List<OwnedRange> all = [];
        allocator?.ReadOwners(all);
        all.Sort((a, b) => a.Address.CompareTo(b.Address));
        foreach (OwnedRange range in all)
        {
            // Neighbours of one owner are one range: many extents lie side by side.
            if (_ranges.Count > 0 && _ranges[^1] is var last && last.Owner == range.Owner && last.Address + last.Bytes == range.Address)
            {
                _ranges[^1] = last with { Bytes = last.Bytes + range.Bytes };
            }
            else
            {
                _ranges.Add(range);
            }
        }
    }

    /// <summary>Who has most of a range of addresses, of equals the one with the least number; -1 for nobody.</summary>
    public int OwnerOf(ulong address, ulong bytes)
    {
        int first = FirstBehind(address);
        if (first < _ranges.Count && _ranges[first] is var only && only.Address <= address && only.Address + only.Bytes >= address + bytes)
        {
            return only.Owner; // Nearly always.
        }

        SortedDictionary<int, ulong> shares = [];
        for (int i = first; i < _ranges.Count && _ranges[i].Address < address + bytes; i++)
        {
            ulong from = Math.Max(address, _ranges[i].Address);
            ulong to = Math.Min(address + bytes, _ranges[i].Address + _ranges[i].Bytes);
            shares[_ranges[i].Owner] = shares.GetValueOrDefault(_ranges[i].Owner) + (to - from);
        }

        int owner = -1;
        ulong most = 0;
        foreach ((int each, ulong share) in shares)
        {
            (owner, most) = share > most ? (each, share) : (owner, most);
        }

        return owner;
    }

    // The first range that ends behind an address.
    private int FirstBehind(ulong address)
    {
        int low = 0;
        for (int high = _ranges.Count; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = _ranges[middle].Address + _ranges[middle].Bytes > address ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
