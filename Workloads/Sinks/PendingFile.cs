namespace AllocSim.Workloads.Sinks;

/// <summary>A file that is written beside its final place and moved there when it is whole, so that nothing half-written is ever found under its name.</summary>
/// <remarks>A symbolic link stays, and what it leads to is replaced. What is no regular file, such as a pipe or a device, is written to as it is: nothing can take its place.</remarks>
public sealed class PendingFile : IDisposable
{
    private readonly string _place;
    private bool _isDone;

    /// <summary>Starts the file; its directory must exist.</summary>
    /// <param name="path">The file; - for standard output.</param>
    /// <param name="suffix">What its name ends in until it is whole.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public PendingFile(string path, string suffix = ".part")
    {
        Stream? through = OutputPlace.TryOpenThrough(path);
        _place = OutputPlace.Follow(path);
        Temporary = through is null ? _place + suffix : null;
        Stream = through ?? new FileStream(_place + suffix, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
    }

    /// <summary>What is written.</summary>
    public Stream Stream { get; }

    /// <summary>The file's name until it is whole; null where it is written to as it is.</summary>
    public string? Temporary { get; }

    /// <summary>Closes the file and gives it its name.</summary>
    public void Keep()
    {
        Stream.Dispose();
        if (Temporary is not null)
        {
            File.Move(Temporary, _place, overwrite: true);
        }

        _isDone = true;
    }

    /// <summary>Removes the file unless it was kept.</summary>
    public void Dispose()
    {
        if (_isDone)
        {
            return;
        }

        _isDone = true;
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // On a full disk what is left in the buffer cannot be written, which has been told.
        }

        if (Temporary is not null)
        {
            File.Delete(Temporary);
        }
    }
}
