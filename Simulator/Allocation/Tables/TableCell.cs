using System.Globalization;

namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>One field of a table: a whole number, a fraction, a text, or nothing.</summary>
/// <remarks>A field that was read back from a file is a text and gives the same number, and the same text, as the one that was written.</remarks>
public readonly struct TableCell : IEquatable<TableCell>
{
    private readonly long _bits;
    private readonly string? _text;
    private readonly Form _form;

    private TableCell(Form form, long bits, string? text)
    {
        _form = form;
        _bits = bits;
        _text = text;
    }

    private enum Form : byte
    {
        Empty,
        Signed,
        Unsigned,
        Hexadecimal,
        Fraction,
        Text,
    }

    /// <summary>A field without a value.</summary>
    public static TableCell Empty => default;

    /// <summary>Whether there is no value.</summary>
    public bool IsEmpty => _form == Form.Empty || (_form == Form.Text && _text!.Length == 0);

    /// <summary>The value as a number; 0 for nothing.</summary>
    public double Number => _form switch
    {
        Form.Signed => _bits,
        Form.Unsigned or Form.Hexadecimal => (ulong)_bits,
        Form.Fraction => BitConverter.Int64BitsToDouble(_bits),
        Form.Text when _text!.Length > 0 => double.Parse(_text, CultureInfo.InvariantCulture),
        _ => 0,
    };

    /// <summary>The value as a whole number; 0 for nothing.</summary>
    public long Count => _form switch
    {
        Form.Signed => _bits,
        Form.Text when _text!.Length > 0 => long.Parse(_text, CultureInfo.InvariantCulture),
        _ => checked((long)Unsigned),
    };

    /// <summary>The value as a whole number that is not negative; 0 for nothing.</summary>
    public ulong Unsigned => _form switch
    {
        Form.Unsigned or Form.Signed or Form.Hexadecimal => (ulong)_bits,
        Form.Text when _text!.Length > 0 => _text[0] == '-' ? (ulong)long.Parse(_text, CultureInfo.InvariantCulture) : ulong.Parse(_text, CultureInfo.InvariantCulture),
        _ => (ulong)Number,
    };

    /// <summary>The value as files show it.</summary>
    public string Text => _form switch
    {
        Form.Signed => _bits.ToString(CultureInfo.InvariantCulture),
        Form.Unsigned => ((ulong)_bits).ToString(CultureInfo.InvariantCulture),
        Form.Hexadecimal => string.Create(CultureInfo.InvariantCulture, $"0x{_bits:x}"),
        Form.Fraction => BitConverter.Int64BitsToDouble(_bits).ToString(CultureInfo.InvariantCulture),
        Form.Text => _text!,
        _ => "",
    };

    /// <summary>A whole number that files show as 0x and hexadecimal digits.</summary>
    public static TableCell Hexadecimal(ulong number) => new(Form.Hexadecimal, (long)number, null);

    /// <summary>A whole number, where the field is kept as one and not below 0.</summary>
    /// <returns>False: it is a text, a fraction or nothing.</returns>
    public bool TryRead(out ulong number)
    {
        number = (ulong)_bits;
        return _form is Form.Unsigned or Form.Hexadecimal || (_form == Form.Signed && _bits >= 0);
    }

    /// <summary>A whole number.</summary>
    public static implicit operator TableCell(int number) => new(Form.Signed, number, null);

    /// <summary>A whole number.</summary>
    public static implicit operator TableCell(long number) => new(Form.Signed, number, null);

    /// <summary>A whole number.</summary>
    public static implicit operator TableCell(ulong number) => new(Form.Unsigned, (long)number, null);

    /// <summary>A whole number, or nothing.</summary>
    public static implicit operator TableCell(ulong? number) => number is { } known ? known : Empty;

    /// <summary>A whole number, or nothing.</summary>
    public static implicit operator TableCell(long? number) => number is { } known ? known : Empty;

    /// <summary>A fraction.</summary>
    public static implicit operator TableCell(double number) => new(Form.Fraction, BitConverter.DoubleToInt64Bits(number), null);

    /// <summary>A text.</summary>
    public static implicit operator TableCell(string text) => new(Form.Text, 0, text);

    /// <inheritdoc/>
    public bool Equals(TableCell other) => Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TableCell other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.Length;

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Whether two fields show the same.</summary>
    public static bool operator ==(TableCell left, TableCell right) => left.Equals(right);

    /// <summary>Whether two fields show something different.</summary>
    public static bool operator !=(TableCell left, TableCell right) => !left.Equals(right);
}
