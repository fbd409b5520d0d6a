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
    private static bool _isKnown;

    private static readonly Lazy<SKTypeface> LoadedFace = new(Load);

    private readonly SKTypeface _face = LoadedFace.Value;

    private ChartFont()
    {
    }

    /// <summary>The font itself, for who draws without charts.</summary>
    public static SKTypeface Face => LoadedFace.Value;

    /// <summary>Makes the font known to the drawing library, which asks for fonts by name.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (!_isKnown)
            {
                ScottPlot.Fonts.FontResolvers.Insert(0, new ChartFont());
                ScottPlot.Fonts.Default = Name;
                _isKnown = true;
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
