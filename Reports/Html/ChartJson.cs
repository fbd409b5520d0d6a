using System.Text.Json;
using AllocSim.Reports.Charts;

namespace AllocSim.Reports.Html;

/// <summary>Writes charts for the page's own drawing.</summary>
internal static class ChartJson
{
    private const double CellScale = 10000;
    private const double Unknown = -1;

    /// <summary>Writes a chart with all its parts.</summary>
    public static void Write(Utf8JsonWriter json, PageChart chart)
    {
        json.WriteStartObject();
        json.WriteString("name", chart.First.Name);
        json.WriteString("title", chart.Title);
        json.WriteString("section", chart.Section.Id);
        json.WriteString("kind", chart.Parts.Count == 1 && ChartSentence.Of(chart.First) is not null ? "words" : chart.First switch { LineChart => "lines", StackedBarChart => "bars", RankedBarChart => "ranked", HeatMapChart => "heat", _ => throw new ArgumentException($"no drawing for {chart.First.GetType().Name}", nameof(chart)) });
        WriteAxis(json, "x", chart.First.Horizontal);
        WriteAxis(json, "y", chart.First.Vertical);
        json.WriteString("column", chart.First switch { LineChart lines => lines.XColumn, HeatMapChart => QuantityOf(chart.First.Horizontal) == "ns" ? "time_ns" : "operation", StackedBarChart bars => bars.CategoryColumn, RankedBarChart bars => bars.CategoryColumn, _ => "" });
        json.WriteStartArray("parts");
        foreach ((int run, Chart part) in chart.Parts)
        {
            json.WriteStartObject();
            json.WriteNumber("run", run);
            WritePart(json, part);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, Chart chart)
    {
        json.WriteString("words", ChartSentence.Of(chart) ?? "");
        switch (chart)
        {
            case LineChart lines:
                json.WriteBoolean("layered", lines.IsLayered);
                if (lines.Top is { } top)
                {
                    json.WriteNumber("top", top);
                }

                IReadOnlyList<int> kept = LineThinning.Kept(lines);
                json.WriteNumber("samples", lines.X.Count);
                WriteNumbers(json, "x", kept.Select(i => lines.X[i]));
                WriteSeries(json, lines.Series, kept);
                break;
            case StackedBarChart bars:
                json.WriteBoolean("log", bars.IsLogarithmic);
                WriteTexts(json, "categories", bars.Categories);
                WriteTexts(json, "notes", bars.Notes);
                WriteSeries(json, bars.Parts, [.. Enumerable.Range(0, bars.Categories.Count)]);
                break;
            case RankedBarChart bars:
                WriteTexts(json, "categories", bars.Categories);
                WriteSeries(json, bars.Parts, [.. Enumerable.Range(0, bars.Categories.Count)]);
                break;
            case HeatMapChart heat:
                json.WriteString("colour", heat.ColourLabel);
                json.WriteString("zero", heat.Words.Zero);
                json.WriteString("none", heat.Words.None);
                json.WriteNumber("greatest", heat.Greatest > 0 ? heat.Greatest : 1);
                WriteNumbers(json, "x", heat.Columns);
                WriteTexts(json, "rows", heat.Rows);
                WriteTexts(json, "owners", heat.Owners);
                WriteNumbers(json, "breaks", heat.Breaks.Order().Select(row => (double)row));
                WriteNumbers(json, "cells", RunLengths(heat));
                break;
        }
    }

    private static void WriteAxis(Utf8JsonWriter json, string name, Axis axis)
    {
        json.WriteStartObject(name);
        json.WriteString("label", axis.Label);
        json.WriteString("quantity", QuantityOf(axis));
        json.WriteString("unit", axis.Unit);
        json.WriteNumber("divisor", axis.Divisor);
        json.WriteEndObject();
    }

    /// <summary>What is measured, so that the page can choose the unit that fits what it shows.</summary>
    private static string QuantityOf(Axis axis) => axis.Unit switch
    {
        "bytes" or "KiB" or "MiB" or "GiB" or "TiB" => "bytes",
        "ns" or "us" or "ms" or "s" or "min" or "h" => "ns",
        "%" => "ratio",
        "" or "thousands" or "millions" or "billions" => "count",
        _ => "other",
    };

    private static void WriteSeries(Utf8JsonWriter json, IReadOnlyList<LineSeries> all, IReadOnlyList<int> kept)
    {
        json.WriteStartArray("series");
        foreach (LineSeries series in all)
        {
            json.WriteStartObject();
            json.WriteString("column", series.Column);
            json.WriteString("label", series.Label);
            json.WriteBoolean("dashed", series.IsDashed);
            json.WriteBoolean("bound", series.IsBound);
            WriteNumbers(json, "values", kept.Select(i => series.Values[i]));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Cells in ten-thousandths of the greatest, -1 for one without a value, row after row, as value and number of repetitions: a range of addresses rarely changes.</summary>
    private static IEnumerable<double> RunLengths(HeatMapChart heat)
    {
        double value = double.NaN;
        int count = 0;
        foreach (double cell in heat.Cells)
        {
            double scaled = double.IsNaN(cell) ? Unknown : Math.Round(cell / (heat.Greatest > 0 ? heat.Greatest : 1) * CellScale);
            if (scaled != value && count > 0)
            {
                yield return value;
                yield return count;
                count = 0;
            }

            value = scaled;
            count++;
        }

        yield return value;
        yield return count;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            json.WriteNumberValue(double.IsFinite(value) ? value : 0);
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
