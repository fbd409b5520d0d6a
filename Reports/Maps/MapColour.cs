using SkiaSharp;

namespace AllocSim.Reports.Maps;

/// <summary>The colours of maps.</summary>
internal static class MapColour
{
    /// <summary>Nothing is mapped.</summary>
    public static readonly SKColor Unmapped = new(0xf6, 0xf6, 0xf6);

    /// <summary>Mapped without access.</summary>
    public static readonly SKColor Reserved = new(0xdd, 0xdd, 0xe4);

    /// <summary>Without memory.</summary>
    public static readonly SKColor Untouched = new(0xc3, 0xcf, 0xe2);

    /// <summary>Only read.</summary>
    public static readonly SKColor Zero = new(0x8f, 0xb4, 0xe0);

    /// <summary>The kernel may take it.</summary>
    public static readonly SKColor Lazily = new(0xee, 0xb1, 0x44);

    /// <summary>Resident without a live byte.</summary>
    public static readonly SKColor Empty = new(0xcc, 0x3b, 0x2c);

    /// <summary>Resident, all of it live.</summary>
    public static readonly SKColor Full = new(0x2a, 0x8c, 0x4a);

    // Told apart by people who see colours differently, too: Okabe and Ito's eight, and four more between them.
    private static readonly SKColor[] Apart =
    [
        new(0x00, 0x72, 0xb2), new(0xe6, 0x9f, 0x00), new(0x00, 0x9e, 0x73), new(0xcc, 0x79, 0xa7), new(0xd5, 0x5e, 0x00), new(0x56, 0xb4, 0xe9),
        new(0xb9, 0xab, 0x1a), new(0x4a, 0x4a, 0x4a), new(0x7b, 0x5a, 0xa6), new(0x8c, 0x3b, 0x2a), new(0x9a, 0xc9, 0x4a), new(0xa8, 0x8f, 0x76),
    ];

    // From low to high, dark to light: viridis.
    private static readonly SKColor[] Ramp =
        [new(0x44, 0x01, 0x54), new(0x46, 0x32, 0x7e), new(0x36, 0x5c, 0x8d), new(0x27, 0x7f, 0x8e), new(0x1f, 0xa1, 0x87), new(0x4a, 0xc1, 0x6d), new(0xa0, 0xda, 0x39), new(0xfd, 0xe7, 0x25)];

    /// <summary>Most values that have colours which are told apart; more share a ramp.</summary>
    public static int ApartMax => Apart.Length;

    /// <summary>The colour of one of so many values.</summary>
    /// <param name="place">Its place among them, from 0.</param>
    /// <param name="count">How many there are.</param>
    public static SKColor Of(int place, int count)
    {
        if (count <= ApartMax)
        {
            return Apart[place];
        }

        double at = (double)place / (count - 1) * (Ramp.Length - 1);
        int low = Math.Min((int)at, Ramp.Length - 2);
        return Mix(Ramp[low], Ramp[low + 1], at - low);
    }

    /// <summary>A colour between two.</summary>
    public static SKColor Mix(SKColor from, SKColor to, double share) => new(
        (byte)(from.Red + ((to.Red - from.Red) * share)), (byte)(from.Green + ((to.Green - from.Green) * share)), (byte)(from.Blue + ((to.Blue - from.Blue) * share)));
}
