using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Reports.Charts;

namespace AllocSim.Cli.Verbs;

/// <summary>The options that say whether charts are drawn.</summary>
public sealed class ChartSyntax
{
    private readonly Option<bool> _none = new("--no-charts") { Description = "Write tables only.", Arity = ArgumentArity.Zero };
    private readonly Option<bool> _required = new("--require-charts") { Description = "End with an error when charts cannot be drawn.", Arity = ArgumentArity.Zero };
    private readonly Func<IChartRenderer> _renderer;

    /// <summary>Makes the options and adds them to a verb.</summary>
    public ChartSyntax(Command command, Func<IChartRenderer>? renderer = null)
    {
        _renderer = renderer ?? (() => new GnuplotRenderer());
        command.Add(_none);
        command.Add(_required);
    }

    /// <summary>Who draws; null for nobody.</summary>
    public IChartRenderer? Read(Arguments arguments, Terminal terminal)
    {
        if (arguments.Has(_none))
        {
            if (arguments.Has(_required))
            {
                arguments.AddError("--no-charts and --require-charts exclude each other");
            }

            return null;
        }

        IChartRenderer renderer = _renderer();
        if (renderer.Missing is { } missing)
        {
            if (arguments.Has(_required))
            {
                arguments.AddError(missing);
            }
            else
            {
                terminal.Say(missing);
            }
        }

        return renderer;
    }
}
