using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.Drawing;

namespace AllocSim.Cli.Verbs;

/// <summary>The options that say whether charts are drawn, and how.</summary>
public sealed class ChartSyntax
{
    private readonly Option<bool> _none = new("--no-charts") { Description = "Write tables only.", Arity = ArgumentArity.Zero };
    private readonly Option<string?> _format = new("--charts") { Description = "Kind of pictures: png (the default) or svg.", HelpName = "KIND" };

    /// <summary>Makes the options and adds them to a verb.</summary>
    public ChartSyntax(Command command)
    {
        command.Add(_none);
        command.Add(_format);
    }

    /// <summary>Who draws; null for nobody.</summary>
    public IChartRenderer? Read(Arguments arguments)
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

        return arguments.Has(_none) ? null : new ScottPlotRenderer(format ?? ChartFormat.Png);
    }
}
