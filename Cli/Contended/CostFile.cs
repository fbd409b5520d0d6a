using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AllocSim.Cli.Contended;

/// <summary>Cost tables as YAML: one mapping from names to nanoseconds with up to three decimals, every entry present.</summary>
public static class CostFile
{
    /// <summary>The table that a command names: <c>default</c>, <c>machine</c> or a file. Complains of what is wrong with it.</summary>
    /// <param name="arguments">Told what is wrong.</param>
    /// <param name="text">What was typed; null for nothing, which is the default table.</param>
    /// <param name="policies">The policies, whose own steps a file may name.</param>
    /// <returns>The table, and what a manifest calls it: a word, or the name of the file without its folder.</returns>
    public static (CostTable Table, string Name) Read(Arguments arguments, string? text, PolicyRegistry policies)
    {
        if (text is null or MachineCosts.DefaultWord)
        {
            return (CostDefaults.Table, MachineCosts.DefaultWord);
        }

        CostTable table = CostDefaults.Table;
        bool isMachine = text == MachineCosts.Word;
        string path = isMachine ? MachineCosts.File : text;
        if (isMachine && !File.Exists(path))
        {
            arguments.AddError("--costs machine: this machine has not been measured yet; allocsim calibrate does that");
        }
        else if (File.Exists(arguments.ExistingFile(path, "the cost file")))
        {
            arguments.AddErrors(TryRead(path, policies.CostSteps, out table));
        }

        return (table, isMachine ? MachineCosts.Word : Path.GetFileName(path));
    }

    /// <summary>Reads a file.</summary>
    /// <returns>What is wrong, a line each, with the file's name.</returns>
    public static IReadOnlyList<string> TryRead(string path, IReadOnlyList<CostStep> steps, out CostTable table)
    {
        using StreamReader text = new(path);
        return TryRead(text, path, steps, out table);
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="steps">The steps of all policies.</param>
    /// <param name="table">The table when nothing is wrong.</param>
    public static IReadOnlyList<string> TryRead(TextReader text, string name, IReadOnlyList<CostStep> steps, out CostTable table)
    {
        table = CostTable.Zero;
        YamlStream yaml = [];
        try
        {
            yaml.Load(text);
        }
        catch (YamlException e)
        {
            return [FormattableString.Invariant($"{name}:{e.Start.Line}: {e.Message.ReplaceLineEndings(" ")}")];
        }

        if (yaml.Documents.Count != 1 || yaml.Documents[0].RootNode is not YamlMappingNode root)
        {
            return [$"{name}: expected one mapping of cost names to nanoseconds, such as \"{CostTable.MachineNames[0]}: 7\""];
        }

        List<string> errors = [];
        List<KeyValuePair<string, decimal>> entries = [];
        foreach ((YamlNode key, YamlNode value) in root.Children)
        {
            if (value is YamlScalarNode { Value: { } digits } && decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal ns))
            {
                entries.Add(new(key.ToString(), ns));
            }
            else
            {
                errors.Add(FormattableString.Invariant($"{name}:{value.Start.Line}: {key} is {value}; expected nanoseconds, such as 7 or 1.63"));
                entries.Add(new(key.ToString(), 0));
            }
        }

        errors.AddRange(CostTable.TryRead(entries, steps, out table).Select(error => $"{name}: {error}"));
        return errors;
    }

    /// <summary>The table as YAML.</summary>
    public static string Text(CostTable table)
        => string.Concat(table.Kinds.Select(kind => FormattableString.Invariant($"{table.NameOf(kind)}: {table[kind]}\n")));
}
