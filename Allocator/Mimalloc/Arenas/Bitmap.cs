using System.Numerics;

namespace AllocSim.Allocator.Mimalloc.Arenas;

/// <summary>A row of bits in fields of 64, in which the lowest free run of a length is found and taken.</summary>
/// <remarks>mimalloc 2.0.9, `src/bitmap.c`. Fields are searched from the first; a run goes into the first field that holds it, or begins at the end of one and goes on in the next.</remarks>
internal sealed class Bitmap(int fieldCount)
{
    private const int FieldBits = 64;

    private readonly ulong[] _fields = new ulong[fieldCount];

    /// <summary>Fields.</summary>
    public int FieldCount => _fields.Length;

    /// <summary>Whether a bit is set.</summary>
    public bool this[int bit] => (_fields[bit / FieldBits] >> (bit % FieldBits) & 1) != 0;

    /// <summary>Sets every bit.</summary>
    public void SetAll() => Array.Fill(_fields, ulong.MaxValue);

    /// <summary>Finds the lowest clear bit and sets it.</summary>
    /// <returns>-1 for none.</returns>
    public int TakeFirst()
    {
        for (int i = 0; i < _fields.Length; i++)
        {
            if (_fields[i] != ulong.MaxValue)
            {
                int bit = BitOperations.TrailingZeroCount(~_fields[i]);
                _fields[i] |= 1UL << bit;
                return (i * FieldBits) + bit;
            }
        }

        return -1;
    }

    /// <summary>Finds a run of clear bits and sets them.</summary>
    /// <returns>The first one; -1 for none.</returns>
    public int TakeRun(ulong count)
    {
        for (int field = 0; field < _fields.Length; field++)
        {
            int found = count <= FieldBits ? FindWithin(field, (int)count) : -1;
            found = found >= 0 ? found : FindAcross(field, count);
            if (found >= 0)
            {
                Set(found, (int)count);
                return found;
            }
        }

        return -1;
    }

    /// <summary>Sets bits.</summary>
    /// <returns>True when all of them were clear.</returns>
    public bool Set(int first, int count) => Change(first, count, isSet: true);

    /// <summary>Clears bits.</summary>
    /// <returns>True when all of them were set.</returns>
    public bool Clear(int first, int count) => Change(first, count, isSet: false);

    private int FindWithin(int field, int count)
    {
        ulong map = _fields[field];
        ulong mask = Mask(count);
        int bit = 0;
        while (bit <= FieldBits - count)
        {
            ulong taken = map >> bit & mask;
            if (taken == 0)
            {
                return (field * FieldBits) + bit;
            }

            bit += BitOperations.Log2(taken) + 1;
        }

        return -1;
    }

    private int FindAcross(int field, ulong count)
    {
        int initial = BitOperations.LeadingZeroCount(_fields[field]);
        if (initial == 0 || (ulong)initial >= count || (count - (ulong)initial + FieldBits - 1) / FieldBits >= (ulong)(_fields.Length - field))
        {
            return -1; // A run that fits the field was looked for before.
        }

        ulong left = count - (ulong)initial;
        for (int i = field + 1; left > 0; i++)
        {
            int bits = (int)Math.Min(left, FieldBits);
            if ((_fields[i] & Mask(bits)) != 0)
            {
                return -1;
            }

            left -= (ulong)bits;
        }

        return ((field + 1) * FieldBits) - initial;
    }

    private bool Change(int first, int count, bool isSet)
    {
        bool wasOther = true;
        while (count > 0)
        {
            int bit = first % FieldBits;
            int bits = Math.Min(count, FieldBits - bit);
            ulong mask = Mask(bits) << bit;
            ref ulong field = ref _fields[first / FieldBits];
            wasOther &= (field & mask) == (isSet ? 0 : mask);
            field = isSet ? field | mask : field & ~mask;
            first += bits;
            count -= bits;
        }

        return wasOther;
    }

    private static ulong Mask(int bits) => bits >= FieldBits ? ulong.MaxValue : (1UL << bits) - 1;
}
