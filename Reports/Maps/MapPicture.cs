using AllocSim.Reports.Charts.Drawing;
using AllocSim.Simulator.Text;
using SkiaSharp;

namespace AllocSim.Reports.Maps;

/// <summary>Draws the address space: a cell for each page or few pages, from low addresses to high ones, gaps folded. What colours say is given.</summary>
public sealed class MapPicture
{
    private const int Margin = 12;
    private const int TextHeight = 16;
    private const int TextSize = 12;
    private const int CellsAcross = 1024;

    private readonly MapLayout _layout;
    private readonly ulong _pageBytes;
    private readonly int _cell;
    private readonly int _columns;
    private readonly IReadOnlyList<(MapLegendEntry Entry, float Left, int Row)> _legend;
    private readonly int _legendRows;

    /// <summary>Prepares pictures of one layout with one legend: all have the same size.</summary>
    public MapPicture(MapLayout layout, int pageBytes, IReadOnlyList<MapLegendEntry> legend)
    {
        _layout = layout;
        _pageBytes = (ulong)pageBytes;
        _cell = layout.CellCount <= 4096 ? 16 : layout.CellCount <= 1 << 15 ? 8 : 4;
        _columns = CellsAcross / _cell;
        Width = CellsAcross + (2 * Margin);
        _legend = Place(legend);
        _legendRows = _legend.Count == 0 ? 0 : _legend[^1].Row + 1;
        Height = (2 * Margin) + ((1 + _legendRows) * TextHeight) + layout.Stretches.Sum(stretch => TextHeight + (RowsOf(stretch) * _cell));
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>The picture as PNG.</summary>
    public byte[] ToPng(string title, IMapColours colours)
    {
        using SKBitmap bitmap = Draw(title, colours);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The picture as rows of red, green and blue bytes.</summary>
    public byte[] ToPixels(string title, IMapColours colours)
    {
        using SKBitmap bitmap = Draw(title, colours);
        ReadOnlySpan<byte> from = bitmap.GetPixelSpan();
        byte[] pixels = new byte[Width * Height * 3];
        for (int i = 0; i < Width * Height; i++)
        {
            from.Slice(i * 4, 3).CopyTo(pixels.AsSpan(i * 3));
        }

        return pixels;
    }

    private int RowsOf(MapStretch stretch) => (stretch.Cells + _columns - 1) / _columns;

    private SKBitmap Draw(string title, IMapColours colours)
    {
        SKBitmap bitmap = new(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using SKCanvas canvas = new(bitmap);
        using SKFont font = new(ChartFont.Face, TextSize);
        using SKPaint paint = new() { IsAntialias = false };
        using SKPaint ink = new() { Color = SKColors.Black, IsAntialias = true };
        canvas.Clear(SKColors.White);
        string unit = _layout.PagesPerCell == 1 ? "a page" : FormattableString.Invariant($"{_layout.PagesPerCell} pages");
        canvas.DrawText($"{title}; a cell is {unit} of {Quantity.Bytes(_pageBytes)}", Margin, Margin + TextSize, font, ink);
        DrawLegend(canvas, font, paint, ink);
        int top = Margin + ((1 + _legendRows) * TextHeight);
        ulong end = 0;
        foreach (MapStretch stretch in _layout.Stretches)
        {
            ulong bytes = (ulong)stretch.Cells * _layout.CellBytes;
            string gap = end == 0 ? "" : $", after a gap of {Quantity.Bytes(stretch.Start - end)}";
            canvas.DrawText(FormattableString.Invariant($"0x{stretch.Start:x}, {Quantity.Bytes(bytes)}{gap}"), Margin, top + TextSize, font, ink);
            top += TextHeight;
            for (int i = 0; i < stretch.Cells; i++)
            {
                paint.Color = colours.ColourOf(stretch.FirstCell + i);
                canvas.DrawRect(Margin + (i % _columns * _cell), top + (i / _columns * _cell), _cell - 1, _cell - 1, paint);
            }

            top += RowsOf(stretch) * _cell;
            end = stretch.Start + bytes;
        }

        canvas.Flush();
        return bitmap;
    }

    private void DrawLegend(SKCanvas canvas, SKFont font, SKPaint paint, SKPaint ink)
    {
        foreach ((MapLegendEntry entry, float left, int row) in _legend)
        {
            int top = Margin + ((1 + row) * TextHeight);
            paint.Color = entry.Colour;
            canvas.DrawRect(left, top + 2, 10, 10, paint);
            canvas.DrawText(entry.Text, left + 14, top + TextSize, font, ink);
        }
    }

    // In rows that fit.
    private List<(MapLegendEntry Entry, float Left, int Row)> Place(IReadOnlyList<MapLegendEntry> legend)
    {
        using SKFont font = new(ChartFont.Face, TextSize);
        List<(MapLegendEntry, float, int)> places = [];
        float left = Margin;
        int row = 0;
        foreach (MapLegendEntry entry in legend)
        {
            float width = 30 + font.MeasureText(entry.Text);
            if (left > Margin && left + width - 16 > Width - Margin)
            {
                (left, row) = (Margin, row + 1);
            }

            places.Add((entry, left, row));
            left += width;
        }

        return places;
    }
}
