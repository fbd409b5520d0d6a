namespace AllocSim.Workloads.Sources;

/// <summary>A file that tells how much of it has been read.</summary>
/// <param name="file">The file; owned.</param>
/// <param name="tell">Takes the share, 0 to 1, after each read.</param>
internal sealed class WatchedStream(FileStream file, Action<double> tell) : ReadOnlyStream
{
    private readonly long _length = Math.Max(file.Length, 1);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = file.Read(buffer);
        tell(Math.Min(1, file.Position / (double)_length));
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
