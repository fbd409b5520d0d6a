using System.Numerics;
using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>One bit for each slice of a segment: which have access, or which are waiting to be given up.</summary>
/// <remarks>mimalloc 2.0.9, `src/segment.c` mi_commit_mask_t.</remarks>
[InlineArray(Layout.MaskFields)]
internal struct CommitMask
{
    private ulong _field;

    /// <summary>All bits.</summary>
    public static CommitMask Full => Of(0, Layout.SlicesPerSegment);

    /// <summary>Whether no bit is set.</summary>
    public readonly bool IsEmpty => !((ReadOnlySpan<ulong>)this).ContainsAnyExcept(0UL);

    /// <summary>Whether all bits are set.</summary>
    public readonly bool IsFull => !((ReadOnlySpan<ulong>)this).ContainsAnyExcept(ulong.MaxValue);

    /// <summary>How many bits are set.</summary>
    public readonly int Count
    {
        get
        {
            int count = 0;
            foreach (ulong bits in this)
            {
                count += BitOperations.PopCount(bits);
            }

            return count;
        }
    }

    /// <summary>A run of bits.</summary>
    public static CommitMask Of(int first, int count)
    {
        CommitMask mask = default;
        while (count > 0)
        {
            int bit = first % Layout.MaskFieldBits;
            int bits = Math.Min(count, Layout.MaskFieldBits - bit);
            mask[first / Layout.MaskFieldBits] = (bits == Layout.MaskFieldBits ? ulong.MaxValue : (1UL << bits) - 1) << bit;
            first += bits;
            count -= bits;
        }

        return mask;
    }

    /// <summary>Whether a bit is set.</summary>
    public readonly bool Has(int bit) => (this[bit / Layout.MaskFieldBits] >> (bit % Layout.MaskFieldBits) & 1) != 0;

    /// <summary>Whether all bits of another are set here.</summary>
    public readonly bool HasAll(in CommitMask other)
    {
        for (int i = 0; i < Layout.MaskFields; i++)
        {
            if ((this[i] & other[i]) != other[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether some bit of another is set here.</summary>
    public readonly bool HasAny(in CommitMask other) => CountOf(other) > 0;

    /// <summary>How many bits of another are set here.</summary>
    public readonly int CountOf(in CommitMask other)
    {
        int count = 0;
        for (int i = 0; i < Layout.MaskFields; i++)
        {
            count += BitOperations.PopCount(this[i] & other[i]);
        }

        return count;
    }

    /// <summary>Sets the bits of another.</summary>
    public void Set(in CommitMask other)
    {
        for (int i = 0; i < Layout.MaskFields; i++)
        {
            this[i] |= other[i];
        }
    }

    /// <summary>Sets those bits of another that a third one has too.</summary>
    public void SetCommon(in CommitMask other, in CommitMask third)
    {
        for (int i = 0; i < Layout.MaskFields; i++)
        {
            this[i] |= other[i] & third[i];
        }
    }

    /// <summary>Clears the bits of another.</summary>
    public void Clear(in CommitMask other)
    {
        for (int i = 0; i < Layout.MaskFields; i++)
        {
            this[i] &= ~other[i];
        }
    }

    /// <summary>The next run of bits.</summary>
    /// <param name="from">Where to look from.</param>
    /// <param name="first">Where it begins.</param>
    /// <returns>Its length; 0 for none.</returns>
    public readonly int NextRun(int from, out int first)
    {
        first = from;
        while (first < Layout.SlicesPerSegment && !Has(first))
        {
            first++;
        }

        int end = first;
        while (end < Layout.SlicesPerSegment && Has(end))
        {
            end++;
        }

        return end - first;
    }
}
