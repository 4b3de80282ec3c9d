using System;
using System.Management.Automation;
using System.Threading;

namespace NovaPS.Tests.Support;

/// <summary>Passes its input on. While its StopProcessing runs, the next commands of the pipeline are not told to stop.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SlowStop")]
public sealed class SlowStopCommand : PSCmdlet, IDisposable
{
    [Parameter(Position = 0, Mandatory = true)]
    public required Gate StopGate { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    public void Dispose() => StopGate.IsDisposed = true;

    protected override void ProcessRecord() => WriteObject(InputObject);

    protected override void StopProcessing() => StopGate.Wait();

    /// <summary>Holds StopProcessing until it is opened.</summary>
    public sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private volatile bool _isReached;
        private volatile bool _isDisposed;

        public bool IsReached => _isReached;

        /// <summary>Whether the pipeline has ended.</summary>
        public bool IsDisposed { get => _isDisposed; set => _isDisposed = value; }

        public void Open() => _open.Set();

        public void Wait()
        {
            _isReached = true;
            _open.Wait(TimeSpan.FromSeconds(30));
        }

        public void Dispose() => _open.Dispose();
    }
}
