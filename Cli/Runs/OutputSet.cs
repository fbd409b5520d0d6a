using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Runs;

/// <summary>The files that a command writes: under temporary names until all is done, then renamed together. A command that fails leaves nothing.</summary>
public sealed class OutputSet : IDisposable
{
    private const string Suffix = ".partial";

    private readonly List<(string Path, PendingFile File)> _files = [];
    private readonly List<(string Path, string Partial)> _directories = [];
    private readonly List<(string Path, string Partial)> _additions = [];
    private readonly List<string> _made = [];
    private bool _isCommitted;

    /// <summary>Starts a file.</summary>
    /// <exception cref="IOException">It cannot be written; the message names it.</exception>
    public Stream File(string path)
    {
        MakeParent(path);
        if (System.IO.Directory.Exists(path))
        {
            throw new IOException($"{path} is a directory; expected a file name");
        }

        if (_files.Exists(each => each.Path == path && each.File.Temporary is not null))
        {
            throw new IOException($"{path} is to be written twice; name two files");
        }

        PendingFile file = new(path, Suffix);
        _files.Add((path, file));
        return file.Stream;
    }

    /// <summary>Starts a directory; before the work that fills it, so that one that cannot be written costs nobody's time. What an earlier command left in it goes when this one is done.</summary>
    /// <returns>Where to write its files for now.</returns>
    /// <exception cref="IOException">It cannot be made, or holds what is not ours; the message names it.</exception>
    public string Directory(string path)
    {
        string bare = Path.TrimEndingDirectorySeparator(path);
        string partial = _additions.Exists(each => each.Path == bare) ? throw Twice(path) : Start(bare);
        _directories.Add((bare, partial));
        OutputIndex.RequireOurs(path, _files.Select(each => each.File.Temporary).OfType<string>());
        return partial;
    }

    /// <summary>Starts files that join those of a directory, which stay.</summary>
    /// <returns>Where to write them for now.</returns>
    /// <exception cref="IOException">It cannot be made; the message names it.</exception>
    public string Addition(string path)
    {
        string bare = Path.TrimEndingDirectorySeparator(path);
        if (_additions.Find(each => each.Path == bare) is { Partial: { } begun })
        {
            return begun;
        }

        string partial = _directories.Exists(each => each.Path == bare) ? throw Twice(path) : Start(bare);
        _additions.Add((bare, partial));
        return partial;
    }

    private static IOException Twice(string path) => new($"{path} is to be written twice; name two directories");

    private string Start(string path)
    {
        MakeParent(path);
        if (System.IO.File.Exists(path))
        {
            throw new IOException($"{path} is a file; expected a directory");
        }

        // Within a directory that is there: what stands beside it may be another disk, from which files are copied and not moved.
        string partial = System.IO.Directory.Exists(path) ? Path.Combine(path, Suffix) : path + Suffix;
        if (System.IO.Directory.Exists(partial))
        {
            System.IO.Directory.Delete(partial, recursive: true);
        }

        System.IO.Directory.CreateDirectory(partial);
        return partial;
    }

    /// <summary>All is written: everything gets its name.</summary>
    public void Commit()
    {
        // All are whole before the first one gets its name.
        _files.ForEach(each => each.File.Stream.Dispose());
        _files.ForEach(each => each.File.Keep());

        foreach ((string path, string partial) in _directories)
        {
            OutputIndex.Replace(path, partial);
            Move(partial, path);
        }

        foreach ((string path, string partial) in _additions)
        {
            OutputIndex.Join(path, partial);
            Move(partial, path);
        }

        _isCommitted = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isCommitted)
        {
            return;
        }

        _files.ForEach(each => each.File.Dispose());
        foreach ((string _, string partial) in _directories.Concat(_additions).Where(each => System.IO.Directory.Exists(each.Partial)))
        {
            System.IO.Directory.Delete(partial, recursive: true);
        }

        foreach (string path in Enumerable.Reverse(_made).Where(path => !System.IO.Directory.EnumerateFileSystemEntries(path).Any()))
        {
            System.IO.Directory.Delete(path);
        }
    }

    private static void Move(string from, string to)
    {
        if (!System.IO.Directory.Exists(to))
        {
            System.IO.Directory.Move(from, to);
            return;
        }

        foreach (string file in System.IO.Directory.EnumerateFiles(from).Order(StringComparer.Ordinal))
        {
            System.IO.File.Move(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }

        foreach (string directory in System.IO.Directory.EnumerateDirectories(from).Order(StringComparer.Ordinal))
        {
            Move(directory, Path.Combine(to, Path.GetFileName(directory)));
        }

        System.IO.Directory.Delete(from, recursive: true);
    }

    private void MakeParent(string path)
    {
        Stack<string> missing = new();
        string? parent = Path.GetDirectoryName(Path.GetFullPath(path));
        for (; parent is not null && !System.IO.Directory.Exists(parent); parent = Path.GetDirectoryName(parent))
        {
            if (System.IO.File.Exists(parent))
            {
                throw new IOException($"{path} cannot be created: {parent} is a file, not a directory");
            }

            missing.Push(parent);
        }

        foreach (string directory in missing)
        {
            System.IO.Directory.CreateDirectory(directory);
            _made.Add(directory);
        }
    }
}
