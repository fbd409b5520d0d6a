using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SkiaSharp;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>One or more plots, the one below the other, that make a picture.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Plots">From the top down, each with its share of the height.</param>
internal sealed partial record Picture(int Width, int Height, IReadOnlyList<(Plot Plot, double Share)> Plots) : IDisposable
{
    // Even areas are small at a low level, and most rows are like the row above.
    private static readonly SKPngEncoderOptions Packing = new(SKPngEncoderFilterFlags.Up, zLibLevel: 3);

    /// <summary>A picture of one plot.</summary>
    public Picture(int width, int height, Plot plot)
        : this(width, height, [(plot, 1)])
    {
    }

    /// <summary>The picture as PNG.</summary>
    public byte[] ToPng()
    {
        // Nothing shines through a picture: without a share of transparency it is packed in a third of the time.
        using SKBitmap bitmap = new(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKCanvas canvas = new(bitmap);
        canvas.Clear(SKColors.White);
        Draw(canvas);
        canvas.Flush();
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData? data = pixels.Encode(Packing);
        return data?.ToArray() ?? throw new ChartException("a picture could not be packed as PNG");
    }

    /// <summary>The picture as SVG.</summary>
    public string ToSvg()
    {
        using MemoryStream stream = new();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, Height), stream))
        {
            Draw(canvas);
        }

        // The drawing library numbers what it names through all pictures of a process.
        Dictionary<string, string> names = [];
        return Numbered().Replace(Encoding.UTF8.GetString(stream.ToArray()), match =>
        {
            if (!names.TryGetValue(match.Value, out string? name))
            {
                name = FormattableString.Invariant($"n{names.Count}");
                names.Add(match.Value, name);
            }

            return name;
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((Plot plot, _) in Plots)
        {
            plot.Dispose();
        }
    }

    [GeneratedRegex(@"\b(cl|gradient|img|pattern|filter)_[0-9a-f]+\b")]
    private static partial Regex Numbered();

    private void Draw(SKCanvas canvas)
    {
        double top = 0;
        double all = Plots.Sum(plot => plot.Share);
        foreach ((Plot plot, double share) in Plots)
        {
            // Whole pixels: a border within one would be a grey line across the picture.
            double bottom = Math.Round(top + (Height * share / all));

            // The library centres a title over what lies left of axes and colour bars at the right side.
            plot.Axes.Title.Label.OffsetX = plot.Axes.GetPanels().Where(panel => panel.Edge == Edge.Right).Sum(panel => panel.MinimumSize) / 2;

            // A plot clears all that it may draw on.
            canvas.Save();
            canvas.ClipRect(new SKRect(0, (float)top, Width, (float)bottom));
            plot.Render(canvas, new PixelRect(0, Width, (float)bottom, (float)top));
            canvas.Restore();
            top = bottom;
        }
    }
}
