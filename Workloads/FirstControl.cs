using System.Globalization;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads;

/// <summary>A control that is called before the first operation of a trace, on that operation's thread and at its time.</summary>
/// <param name="Mode">Type of its value, and whether it is written.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What is written.</param>
public sealed record FirstControl(CtlMode Mode, string Name, ulong Value)
{
    private const string Expected = "expected 'TYPE NAME [VALUE]' with TYPE void, u32, u64 or bool, as in a trace";

    /// <summary>Reads one from text, as a trace has it.</summary>
    /// <param name="text">TYPE NAME [VALUE].</param>
    /// <param name="wordsOf">Words that stand for values of a control, by its name.</param>
    /// <param name="problem">What is wrong, or empty.</param>
    public static FirstControl? Read(string text, Func<string, IReadOnlyList<KeyValuePair<string, ulong>>> wordsOf, out string problem)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        CtlMode? type = words.Length is 2 or 3 ? TextVerbs.TypeOf(words[0]) : null;
        problem = type is null ? Expected : "";
        if (type is not { } mode || words.Length == 2)
        {
            return type is null ? null : new FirstControl(type.Value, words[1], 0);
        }

        foreach (KeyValuePair<string, ulong> known in wordsOf(words[1]).Where(known => known.Key == words[2]))
        {
            return new FirstControl(mode | CtlMode.Write, words[1], known.Value);
        }

        if (TryNumber(words[2], out ulong value))
        {
            return new FirstControl(mode | CtlMode.Write, words[1], value);
        }

        string others = string.Join(", ", wordsOf(words[1]).Select(known => known.Key));
        problem = $"{words[2]} is no value of {words[1]}: expected a number{(others.Length == 0 ? "" : " or one of " + others)}";
        return null;
    }

    private static bool TryNumber(string word, out ulong value)
    {
        if (word is "true" or "false")
        {
            value = word == "true" ? 1UL : 0;
            return true;
        }

        bool isNegative = long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long signed) && signed < 0;
        value = isNegative ? (ulong)signed : 0;
        return isNegative
            || (word.StartsWith("0x", StringComparison.Ordinal) ? ulong.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
                : ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value));
    }
}
