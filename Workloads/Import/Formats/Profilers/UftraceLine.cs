using System.Text.Json;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats.Profilers;

/// <summary>A line of uftrace: of replay, "DURATION [ THREAD] TIME | FUNCTION(ARGUMENTS) = RESULT;", or of dump --chrome, an event of one line in JSON.</summary>
internal ref struct UftraceLine
{
    /// <summary>What the line tells.</summary>
    public Step What;

    /// <summary>The thread; 0 where none is named.</summary>
    public long Thread;

    /// <summary>Whether a time is there.</summary>
    public bool HasTime;

    /// <summary>The time, nanoseconds.</summary>
    public long TimeNs;

    /// <summary>Name of the function; empty where a line of replay ends one without a name.</summary>
    public ReadOnlySpan<byte> Function;

    /// <summary>The arguments without brackets.</summary>
    public ReadOnlySpan<byte> Arguments;

    /// <summary>The result; empty for none.</summary>
    public ReadOnlySpan<byte> Result;

    /// <summary>What a line tells.</summary>
    public enum Step
    {
        /// <summary>Nothing of calls.</summary>
        Other,

        /// <summary>A function begins.</summary>
        Enter,

        /// <summary>A function ends.</summary>
        Leave,

        /// <summary>A function begins and ends.</summary>
        Whole,
    }

    /// <summary>Takes a line apart.</summary>
    /// <returns>False when it is not one of uftrace's.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out UftraceLine line)
    {
        line = default;
        text = text.Trim(" \t"u8);
        if (text.StartsWith("{\"ts\""u8))
        {
            return line.TryEvent(text.TrimEnd((byte)','));
        }

        int bar = text.IndexOf((byte)'|');
        if (bar < 0)
        {
            return IsAround(text);
        }

        line.TakeFields(text[..bar]);
        return line.TryBody(text[(bar + 1)..].Trim(" \t"u8));
    }

    /// <summary>Heads, the frame of the JSON, and the list of functions that had not ended.</summary>
    private static bool IsAround(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text[0] is (byte)'#' or (byte)'{' or (byte)']' or (byte)'}' or (byte)'"' or (byte)'[' or (byte)'=' || text.StartsWith("uftrace"u8) || text.StartsWith("task:"u8);

    private void TakeFields(ReadOnlySpan<byte> fields)
    {
        int open = fields.IndexOf((byte)'[');
        int close = fields.IndexOf((byte)']');
        if (open >= 0 && close > open)
        {
            TextLine number = new(fields[(open + 1)..close]);
            _ = number.TryInt64(out Thread);
            fields = fields[(close + 1)..];
        }

        TextLine words = new(fields);
        bool isStamp = false;
        long stamp = 0;
        while (words.TryWord(out ReadOnlySpan<byte> word))
        {
            if (isStamp && !(word[0] is >= (byte)'a' and <= (byte)'z')) // a number with a unit behind it is a duration
            {
                break;
            }

            isStamp = word.Length > 10 && word[^10] == '.' && StampText.TrySeconds(word, out stamp);
        }

        HasTime = isStamp;
        TimeNs = isStamp ? stamp : 0;
    }

    private bool TryBody(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body.StartsWith("/*"u8))
        {
            return true;
        }

        if (body[0] == '}')
        {
            What = Step.Leave;
            int comment = body.IndexOf("/* "u8);
            int end = body.IndexOf(" */"u8);
            Function = comment > 0 && end > comment ? body[(comment + 3)..end] : default;
            TakeResult(comment > 0 ? body[..comment] : body);
            return true;
        }

        int remark = body.LastIndexOf("/* "u8);
        body = (remark > 0 && body.EndsWith("*/"u8) ? body[..remark] : body).TrimEnd(" "u8);
        What = body.EndsWith("{"u8) ? Step.Enter : Step.Whole;
        int open = body.IndexOf((byte)'(');
        int close = body.LastIndexOf((byte)')');
        int equals = body.LastIndexOf(") = "u8);
        close = equals > open ? equals : close;
        if (open <= 0 || close < open || (What == Step.Whole && !body.EndsWith(";"u8)))
        {
            return false;
        }

        Function = body[..open];
        Arguments = body[(open + 1)..close];
        TakeResult(body[close..]);
        return true;
    }

    private void TakeResult(ReadOnlySpan<byte> rest)
    {
        int equals = rest.IndexOf("= "u8);
        Result = equals < 0 ? default : rest[(equals + 2)..].TrimEnd(" ;{"u8);
    }

    private bool TryEvent(ReadOnlySpan<byte> text)
    {
        try
        {
            Utf8JsonReader json = new(text);
            bool hasTask = false;
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName)
                {
                    TakeProperty(ref json, ref hasTask);
                }
            }

            return json.CurrentDepth == 0 && (What == Step.Other || (HasTime && !Function.IsEmpty));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void TakeProperty(ref Utf8JsonReader json, ref bool hasTask)
    {
        ReadOnlySpan<byte> name = json.ValueSpan;
        if (!json.Read())
        {
            return;
        }

        ReadOnlySpan<byte> value = json.TokenType is JsonTokenType.String or JsonTokenType.Number ? json.ValueSpan : default;
        if (name.SequenceEqual("ts"u8))
        {
            HasTime = json.TokenType == JsonTokenType.Number && json.TryGetDecimal(out decimal us) && us is >= 0 and < long.MaxValue / 1000 && (TimeNs = (long)(us * 1000)) >= 0;
        }
        else if (name.SequenceEqual("ph"u8))
        {
            What = value.SequenceEqual("B"u8) ? Step.Enter : value.SequenceEqual("E"u8) ? Step.Leave : Step.Other;
        }
        else if (name.SequenceEqual("tid"u8) || (name.SequenceEqual("pid"u8) && !hasTask))
        {
            hasTask |= name[0] == 't';
            Thread = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long number) ? number : 0;
        }
        else if (name.SequenceEqual("name"u8) && Function.IsEmpty)
        {
            Function = value;
        }
        else if (name.SequenceEqual("arguments"u8) && value.Length >= 2)
        {
            Arguments = value[1..^1];
        }
        else if (name.SequenceEqual("retval"u8))
        {
            Result = value;
        }
    }
}
