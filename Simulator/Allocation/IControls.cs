using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator with named controls, which a program reads and writes (mallctl).</summary>
public interface IControls
{
    /// <summary>mallctl by name.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="name">Period-separated name.</param>
    /// <param name="mode">Width and direction of the value.</param>
    /// <param name="value">The value written, or where the value read is put.</param>
    /// <returns>0 or the errno value that mallctl returns.</returns>
    /// <exception cref="NotSupportedException">The call asks for something that is not modelled; the message names it.</exception>
    int Ctl(int thread, string name, CtlMode mode, ref ulong value);

    /// <summary>Whether a control takes objects away from the program without their being freed; then nobody outside knows which still live.</summary>
    /// <param name="name">Its name.</param>
    bool DropsObjects(string name) => false;
}
