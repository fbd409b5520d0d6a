using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.Drawing;

namespace AllocSim.Cli.Verbs.Syntax;

/// <summary>The options that say whether charts are drawn, and how.</summary>
public sealed class ChartSyntax
{
    private const int PixelsMax = 8000;

    private readonly Option<bool> _none = new("--no-charts") { Description = "Write tables only.", Arity = ArgumentArity.Zero };
    private readonly Option<string?> _format = new("--charts") { Description = "Format of the charts: png or svg (png).", HelpName = "KIND" };

    private readonly Option<string?> _size = new("--chart-size") { Description = "Size of a chart in pixels (1200x700).", HelpName = "WxH" };

    /// <summary>Makes the options and adds them to a verb.</summary>
    public ChartSyntax(Command command)
    {
        command.Add(_none);
        command.Add(_format);
        command.Add(_size);
    }

    /// <summary>Who draws; null for nobody. What was typed is checked either way.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="isDrawn">Whether there is a place for charts.</param>
    public IChartRenderer? Read(Arguments arguments, bool isDrawn = true)
    {
        string text = arguments.Text(_format) ?? "png";
        ChartFormat? format = text switch
        {
            "png" => ChartFormat.Png,
            "svg" => ChartFormat.Svg,
            _ => null,
        };
        if (format is null)
        {
            arguments.AddError($"--charts {text}: expected png or svg");
        }

        (int width, int height) = ReadSize(arguments);
        return arguments.Has(_none) || !isDrawn ? null : new ScottPlotRenderer(format ?? ChartFormat.Png, width, height);
    }

    private (int Width, int Height) ReadSize(Arguments arguments)
    {
        string text = arguments.Text(_size) ?? "1200x700";
        if (text.Split('x') is [var across, var down]
            && int.TryParse(across, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width is >= 300 and <= PixelsMax
            && int.TryParse(down, NumberStyles.None, CultureInfo.InvariantCulture, out int height) && height is >= 200 and <= PixelsMax)
        {
            return (width, height);
        }

        arguments.AddError($"--chart-size {text}: expected WIDTHxHEIGHT in pixels, from 300x200 to {PixelsMax}x{PixelsMax}, such as 1200x700");
        return (1200, 700);
    }
}
