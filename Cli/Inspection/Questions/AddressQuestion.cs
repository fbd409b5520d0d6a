using System.Globalization;
using AllocSim.Cli.Parsing;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>What is at an address, where an object of the trace is, or what a record says.</summary>
/// <param name="Text">As typed.</param>
/// <param name="Value">The address, or the object's number.</param>
/// <param name="Kind">Which of these.</param>
public sealed record AddressQuestion(string Text, ulong Value, QuestionKind Kind)
{
    private const string ObjectPrefix = "obj:";

    /// <summary>Reads a question; complains where it is none.</summary>
    public static AddressQuestion Read(string text, Arguments arguments)
    {
        if (TryRead(text) is { } question)
        {
            return question;
        }

        arguments.AddError($"--address {text}: expected an address such as 0x7effffc00000, or {ObjectPrefix}N for object N of the trace");
        return new AddressQuestion(text, 0, QuestionKind.Address);
    }

    /// <summary>Reads the address of a record; complains where it is none.</summary>
    public static AddressQuestion ReadRecord(string text, Arguments arguments)
    {
        if (!TryReadAddress(text, out ulong value))
        {
            arguments.AddError($"--extent-info {text}: expected the address of a record such as 0x7effffc01080");
        }

        return new AddressQuestion(text, value, QuestionKind.Record);
    }

    /// <summary>Reads a question; null where it is none.</summary>
    public static AddressQuestion? TryRead(string text)
    {
        if (text.StartsWith(ObjectPrefix, StringComparison.Ordinal))
        {
            return ulong.TryParse(text.AsSpan(ObjectPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? new AddressQuestion(text, number, QuestionKind.Object) : null;
        }

        return TryReadAddress(text, out ulong address) ? new AddressQuestion(text, address, QuestionKind.Address) : null;
    }

    /// <summary>Reads an address: 0x and hexadecimal digits.</summary>
    public static bool TryReadAddress(string text, out ulong address)
    {
        address = 0;
        return text.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);
    }
}
