using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Verbs.Syntax;

/// <summary>The options that say after which operations a replay writes which pages are resident.</summary>
public sealed class MomentSyntax
{
    private const string Last = "last";

    private readonly Option<string?> _at = new("--resident-at") { Description = "Write which pages are resident after these operations (indices from 0, or last) to the directory that --resident names.", HelpName = "INDEX[,INDEX…]", Arity = ArgumentArity.ExactlyOne };
    private readonly Option<string?> _directory = new("--resident") { Description = "Directory for the files of --resident-at, resident-INDEX.txt.", HelpName = "DIR", Arity = ArgumentArity.ExactlyOne };

    /// <summary>Makes the options and adds them to a verb.</summary>
    public MomentSyntax(Command command)
    {
        command.Add(_at);
        command.Add(_directory);
    }

    /// <summary>Operations after which to look; "last" is not among them.</summary>
    public IReadOnlyList<long> Moments { get; private set; } = [];

    /// <summary>Whether to look after the last operation.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The folder; null where nothing is written.</summary>
    public string? Directory { get; private set; }

    /// <summary>Reads and checks the options.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="isSerial">Whether operations run in the order of the trace.</param>
    public void Read(Arguments arguments, bool isSerial)
    {
        Directory = arguments.Text(_directory);
        string? text = arguments.Text(_at);
        if (text is null != Directory is null)
        {
            arguments.AddError(text is null ? "--resident needs --resident-at INDEX[,INDEX…]" : "--resident-at needs --resident DIR");
        }

        if (text is not null && !isSerial)
        {
            arguments.AddError("--resident-at needs --timing serial");
        }

        List<long> moments = [];
        foreach (string part in text?.Split(',') ?? [])
        {
            if (part == Last)
            {
                AtEnd = true;
            }
            else if (long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long index))
            {
                moments.Add(index);
            }
            else
            {
                arguments.AddError($"--resident-at {part}: expected the index of an operation, from 0, or {Last}");
            }
        }

        Moments = moments;
    }

    /// <summary>Makes the watch that writes the files.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="directory">Where they are written for now.</param>
    public MomentWatch Watch(SimMachine machine, string directory) => new(Moments, AtEnd, index =>
    {
        using StreamWriter file = new(Path.Combine(directory, FormattableString.Invariant($"resident-{index}.txt")));
        PageReport.Write(machine.Pages, file, machine.Options.KernelMakesHugePages);
    });
}
