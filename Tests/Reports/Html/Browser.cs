using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AllocSim.Tests.Reports.Html;

/// <summary>A headless Chromium with one page, driven over its DevTools protocol.</summary>
internal sealed partial class Browser : IDisposable
{
    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _profile = Directory.CreateTempSubdirectory("allocsim-browser-").FullName;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];
    private string _session = "";
    private int _lastId;

    private Browser(string program)
    {
        ProcessStartInfo start = new(program, [.. Flags, $"--user-data-dir={_profile}", "about:blank"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>Where Chromium is; null where it is not installed.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(directory => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(directory, name))).FirstOrDefault(File.Exists);

    /// <summary>Passes over a test where Chromium is not installed.</summary>
    public static void IgnoreWithout()
    {
        if (Program is null)
        {
            Assert.Ignore("Chromium is not installed (package chromium): the page is not opened");
        }
    }

    /// <summary>Errors and warnings that the page logged, and exceptions that it did not catch.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>What the page loaded, itself included.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public static Browser Start()
    {
        Browser browser = new(Program!);
        try
        {
            browser.Connect();
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file, and waits until the page says that it is drawn.</summary>
    public void Open(string path, int width, int height, bool isDark = false)
    {
        _complaints.Clear();
        _requests.Clear();
        Call("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });
        Call("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = isDark ? "dark" : "light" } } });
        Call("Page.navigate", new { url = new Uri(path).AbsoluteUri });
        Evaluate("new Promise(done => { const look = () => document.documentElement?.dataset.ready === 'yes' || document.readyState === 'complete' && document.title ? requestAnimationFrame(() => requestAnimationFrame(done)) : setTimeout(look, 20); look(); }).then(() => 1)");
    }

    /// <summary>The value of a script's expression; a promise is waited for.</summary>
    public JsonElement Evaluate(string expression)
    {
        JsonElement answer = Call("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        if (answer.TryGetProperty("exceptionDetails", out JsonElement exception))
        {
            throw new InvalidOperationException($"{expression}: {exception}");
        }

        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    public string Text(string expression) => Evaluate(expression).ToString();

    /// <summary>The pointer does something at a place of an element, and the page draws what follows.</summary>
    /// <param name="type">mouseMoved, mousePressed or mouseReleased.</param>
    /// <param name="selector">The element.</param>
    /// <param name="right">Place from its left edge to its right one, 0 to 1.</param>
    /// <param name="down">Place from its top to its bottom.</param>
    public void Point(string type, string selector, double right, double down = 0.5)
    {
        JsonElement box = Evaluate($"(() => {{ const e = document.querySelector('{selector}'); if (!matchMedia('print').matches && '{type}' === 'mouseMoved') e.scrollIntoView({{ block: 'center' }}); const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; }})()");
        double[] r = [.. box.EnumerateArray().Select(side => side.GetDouble())];
        Call("Input.dispatchMouseEvent", new { type, x = r[0] + (r[2] * right), y = r[1] + (r[3] * down), button = type == "mouseMoved" ? "none" : "left", buttons = type == "mouseReleased" ? 0 : 1, clickCount = 1 });
        Settle();
    }

    public void Press(string key)
    {
        Call("Input.dispatchKeyEvent", new { type = "keyDown", key });
        Call("Input.dispatchKeyEvent", new { type = "keyUp", key });
        Settle();
    }

    /// <summary>A picture of the whole page, as PNG.</summary>
    public byte[] Picture() => Call("Page.captureScreenshot", new { format = "png", captureBeyondViewport = true }).GetProperty("data").GetBytesFromBase64();

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        for (int attempt = 0; Directory.Exists(_profile) && attempt < 20; attempt++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(100); // A child that is about to end still writes.
            }
        }
    }

    private void Settle() => Evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");

    private void Connect()
    {
        using CancellationTokenSource limit = new(Patience);
        _socket.ConnectAsync(Address(limit.Token), limit.Token).Wait(limit.Token);
        string target = Call("Target.createTarget", new { url = "about:blank" }).GetProperty("targetId").GetString()!;
        _session = Call("Target.attachToTarget", new { targetId = target, flatten = true }).GetProperty("sessionId").GetString()!;
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"])
        {
            Call(domain + ".enable", new { });
        }
    }

    /// <summary>Where Chromium listens, which it says on standard error.</summary>
    private Uri Address(CancellationToken limit)
    {
        TaskCompletionSource<string> found = new();
        StringBuilder said = new();
        _process.ErrorDataReceived += (_, line) =>
        {
            said.AppendLine(line.Data);
            if (line.Data is null)
            {
                found.TrySetException(new InvalidOperationException($"Chromium ended: {said}"));
            }
            else if (DevToolsAddress().Match(line.Data) is { Success: true } match)
            {
                found.TrySetResult(match.Groups[1].Value);
            }
        };
        _process.BeginErrorReadLine();
        found.Task.Wait(limit);
        return new Uri(found.Task.Result);
    }

    private JsonElement Call(string method, object parameters)
    {
        int id = ++_lastId;
        Dictionary<string, object> message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session.Length > 0)
        {
            message["sessionId"] = _session;
        }

        using CancellationTokenSource limit = new(Patience);
        _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, limit.Token).Wait();
        while (true)
        {
            JsonElement answer = Receive(limit.Token);
            if (answer.TryGetProperty("id", out JsonElement number) && number.GetInt32() == id)
            {
                return answer.TryGetProperty("error", out JsonElement error) ? throw new InvalidOperationException($"{method}: {error}") : answer.GetProperty("result");
            }

            Note(answer);
        }
    }

    private JsonElement Receive(CancellationToken limit)
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            WebSocketReceiveResult part = _socket.ReceiveAsync(buffer, limit).GetAwaiter().GetResult();
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return JsonDocument.Parse(text.ToArray()).RootElement;
            }
        }
    }

    private void Note(JsonElement happening)
    {
        JsonElement what = happening.GetProperty("params");
        switch (happening.GetProperty("method").GetString())
        {
            case "Runtime.consoleAPICalled" when what.GetProperty("type").GetString() is "error" or "warning" or "assert":
            case "Runtime.exceptionThrown":
            case "Log.entryAdded" when what.GetProperty("entry").GetProperty("level").GetString() is "error" or "warning":
                _complaints.Add(what.ToString());
                break;
            case "Network.requestWillBeSent":
                _requests.Add(what.GetProperty("request").GetProperty("url").GetString()!);
                break;
        }
    }

    [GeneratedRegex(@"DevTools listening on (ws://\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex DevToolsAddress();

    /// <summary>A number as scripts write it.</summary>
    public static double Number(JsonElement element) => double.Parse(element.ToString(), CultureInfo.InvariantCulture);
}
