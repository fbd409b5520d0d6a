using AllocSim.Reports.Charts.Drawing;
using AllocSim.Simulator.Text;
using SkiaSharp;

namespace AllocSim.Reports.Maps;

/// <summary>Draws the address space: a cell for each page or few pages, from low addresses to high ones, gaps folded. Colour says what is behind a page and how full it is.</summary>
public sealed class MapPicture
{
    private const int Margin = 12;
    private const int TextHeight = 16;
    private const int TextSize = 12;
    private const int CellsAcross = 1024;

    private static readonly SKColor Unmapped = new(0xf6, 0xf6, 0xf6);
    private static readonly SKColor ReservedColour = new(0xdd, 0xdd, 0xe4);
    private static readonly SKColor UntouchedColour = new(0xc3, 0xcf, 0xe2);
    private static readonly SKColor ZeroColour = new(0x8f, 0xb4, 0xe0);
    private static readonly SKColor Lazily = new(0xee, 0xb1, 0x44);
    private static readonly SKColor Empty = new(0xcc, 0x3b, 0x2c);
    private static readonly SKColor Full = new(0x2a, 0x8c, 0x4a);

    private readonly MapLayout _layout;
    private readonly ulong _pageBytes;
    private readonly int _cell;
    private readonly int _columns;

    /// <summary>Prepares pictures of one layout: all have the same size.</summary>
    public MapPicture(MapLayout layout, int pageBytes)
    {
        _layout = layout;
        _pageBytes = (ulong)pageBytes;
        _cell = layout.CellCount <= 4096 ? 16 : layout.CellCount <= 1 << 15 ? 8 : 4;
        _columns = CellsAcross / _cell;
        Width = CellsAcross + (2 * Margin);
        Height = (2 * Margin) + (2 * TextHeight) + layout.Stretches.Sum(stretch => TextHeight + (RowsOf(stretch) * _cell));
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>The picture as PNG.</summary>
    public byte[] ToPng(string title, IReadOnlyList<MapCell> cells)
    {
        using SKBitmap bitmap = Draw(title, cells);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The picture as rows of red, green and blue bytes.</summary>
    public byte[] ToPixels(string title, IReadOnlyList<MapCell> cells)
    {
        using SKBitmap bitmap = Draw(title, cells);
        ReadOnlySpan<byte> from = bitmap.GetPixelSpan();
        byte[] pixels = new byte[Width * Height * 3];
        for (int i = 0; i < Width * Height; i++)
        {
            from.Slice(i * 4, 3).CopyTo(pixels.AsSpan(i * 3));
        }

        return pixels;
    }

    private int RowsOf(MapStretch stretch) => (stretch.Cells + _columns - 1) / _columns;

    private SKBitmap Draw(string title, IReadOnlyList<MapCell> cells)
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
        int top = Margin + (2 * TextHeight);
        ulong end = 0;
        foreach (MapStretch stretch in _layout.Stretches)
        {
            ulong bytes = (ulong)stretch.Cells * _layout.CellBytes;
            string gap = end == 0 ? "" : $", after a gap of {Quantity.Bytes(stretch.Start - end)}";
            canvas.DrawText(FormattableString.Invariant($"0x{stretch.Start:x}, {Quantity.Bytes(bytes)}{gap}"), Margin, top + TextSize, font, ink);
            top += TextHeight;
            for (int i = 0; i < stretch.Cells; i++)
            {
                paint.Color = ColourOf(cells[stretch.FirstCell + i]);
                canvas.DrawRect(Margin + (i % _columns * _cell), top + (i / _columns * _cell), _cell - 1, _cell - 1, paint);
            }

            top += RowsOf(stretch) * _cell;
            end = stretch.Start + bytes;
        }

        canvas.Flush();
        return bitmap;
    }

    private static void DrawLegend(SKCanvas canvas, SKFont font, SKPaint paint, SKPaint ink)
    {
        (string Text, SKColor Colour)[] entries =
            [("not mapped", Unmapped), ("reserved", ReservedColour), ("untouched", UntouchedColour), ("only read", ZeroColour), ("lazily freed", Lazily), ("resident, no live byte", Empty), ("half live", Mix(Empty, Full, 0.5)), ("all live", Full)];
        float left = Margin;
        foreach ((string text, SKColor colour) in entries)
        {
            paint.Color = colour;
            canvas.DrawRect(left, Margin + TextHeight + 2, 10, 10, paint);
            canvas.DrawText(text, left + 14, Margin + TextHeight + TextSize, font, ink);
            left += 30 + font.MeasureText(text);
        }
    }

    private SKColor ColourOf(in MapCell cell)
    {
        double fill = cell.Resident == 0 ? 0 : Math.Min(1, cell.LiveBytes / ((double)cell.Resident * _pageBytes));
        int unmapped = _layout.PagesPerCell - cell.Reserved - cell.Untouched - cell.Zero - cell.LazilyFreed - cell.Resident;
        (int Pages, SKColor Colour)[] parts =
            [(unmapped, Unmapped), (cell.Reserved, ReservedColour), (cell.Untouched, UntouchedColour), (cell.Zero, ZeroColour), (cell.LazilyFreed, Lazily), (cell.Resident, Mix(Empty, Full, fill))];
        double all = _layout.PagesPerCell;
        return new SKColor(
            (byte)parts.Sum(part => part.Colour.Red * part.Pages / all), (byte)parts.Sum(part => part.Colour.Green * part.Pages / all), (byte)parts.Sum(part => part.Colour.Blue * part.Pages / all));
    }

    private static SKColor Mix(SKColor from, SKColor to, double share) => new(
        (byte)(from.Red + ((to.Red - from.Red) * share)), (byte)(from.Green + ((to.Green - from.Green) * share)), (byte)(from.Blue + ((to.Blue - from.Blue) * share)));
}
