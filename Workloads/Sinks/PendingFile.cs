namespace AllocSim.Workloads.Sinks;

/// <summary>A file that is written beside its final place and moved there when it is whole, so that nothing half-written is ever found under its name.</summary>
public sealed class PendingFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private bool _kept;

    /// <summary>Starts the file; its directory must exist.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public PendingFile(string path)
    {
        _path = path;
        _temporary = path + ".part";
        Stream = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
    }

    /// <summary>What is written.</summary>
    public FileStream Stream { get; }

    /// <summary>Closes the file and gives it its name.</summary>
    public void Keep()
    {
        Stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _kept = true;
    }

    /// <summary>Removes the file unless it was kept.</summary>
    public void Dispose()
    {
        if (_kept)
        {
            return;
        }

        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // On a full disk what is left in the buffer cannot be written, which has been told.
        }

        File.Delete(_temporary);
    }
}
