using System.Text.Json;

namespace AllocSim.Workloads.Import.Formats.Profilers;

/// <summary>Reads the elements of the list "allocations" of a JSON object one by one, so that a list may be longer than memory is large.</summary>
internal sealed class BytehoundList(Stream stream)
{
    private const int FirstBytes = 64 << 10;
    private const int ElementBytesMax = 8 << 20;

    private byte[] _buffer = new byte[FirstBytes];
    private int _start, _end;
    private bool _isStreamAtEnd, _isInList;
    private JsonReaderState _state;

    /// <summary>How many bytes were read.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next element.</summary>
    /// <returns>False behind the last one.</returns>
    /// <exception cref="JsonException">The text is no JSON, or is cut off.</exception>
    /// <exception cref="InvalidDataException">An element is longer than can be read.</exception>
    public bool TryRead(out JsonElement element)
    {
        element = default;
        while (!_isInList)
        {
            Utf8JsonReader head = new(_buffer.AsSpan(_start, _end - _start), _isStreamAtEnd, _state);
            while (!_isInList && head.Read())
            {
                _isInList = head.TokenType == JsonTokenType.StartArray && head.CurrentDepth == 1;
            }

            Keep(head);
            if (!_isInList && !TryFill())
            {
                throw new JsonException("there is no list in it");
            }
        }

        while (true)
        {
            Utf8JsonReader json = new(_buffer.AsSpan(_start, _end - _start), _isStreamAtEnd, _state);
            if (json.Read())
            {
                if (json.TokenType == JsonTokenType.EndArray)
                {
                    return false;
                }

                if (JsonDocument.TryParseValue(ref json, out JsonDocument? document))
                {
                    using (document)
                    {
                        element = document.RootElement.Clone();
                    }

                    Keep(json);
                    return true;
                }
            }

            if (!TryFill())
            {
                throw new JsonException("it ends before the list does");
            }
        }
    }

    private void Keep(in Utf8JsonReader reader)
    {
        _state = reader.CurrentState;
        _start += (int)reader.BytesConsumed;
        Position += reader.BytesConsumed;
    }

    private bool TryFill()
    {
        if (_isStreamAtEnd)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= ElementBytesMax)
            {
                throw new InvalidDataException($"an element is longer than {ElementBytesMax} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isStreamAtEnd = read == 0;
        return true;
    }
}
