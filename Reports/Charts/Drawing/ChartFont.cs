using ScottPlot;
using SkiaSharp;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>The font of every label. The program brings it, so that a picture is the same on a machine with other fonts, or with none.</summary>
internal sealed class ChartFont : IFontResolver
{
    /// <summary>What labels name it.</summary>
    public const string Name = "DejaVu Sans";

    private const string Resource = "AllocSim.Reports.Charts.DejaVuSans.ttf";

    private static readonly Lock Gate = new();
    private static bool s_isKnown;

    private static readonly Lazy<SKTypeface> s_face = new(Load);

    private readonly SKTypeface _face = s_face.Value;

    private ChartFont()
    {
    }

    /// <summary>The font itself, for who draws without charts.</summary>
    public static SKTypeface Face => s_face.Value;

    /// <summary>Makes the font known to the drawing library, which asks for fonts by name.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (!s_isKnown)
            {
                ScottPlot.Fonts.FontResolvers.Insert(0, new ChartFont());
                ScottPlot.Fonts.Default = Name;
                s_isKnown = true;
            }
        }
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => _face;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => _face;

    private static SKTypeface Load()
    {
        using Stream stream = typeof(ChartFont).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"the program lacks its part {Resource}");
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"the part {Resource} is no font");
    }
}
