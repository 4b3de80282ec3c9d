@{
    # The paths below hold for the root of the repository; the build strips the prefix from the copy in out/NovaPS.
    RootModule             = 'out/NovaPS/NovaPS.dll'
    ModuleVersion          = '0.2.0'
    GUID                   = '1c24a3f4-53b4-4a0c-9f1c-6d0e5a1b7d53'
    Author                 = 'The NovaPS authors'
    CompanyName            = 'NovaPS'
    Copyright              = '(c) The NovaPS authors. MIT License.'
    Description            = 'Manage OpenStack Nova servers: find, start, stop, resize, rebuild and delete them in bulk, and wait for each operation to finish.'
    PowerShellVersion      = '5.1'
    CompatiblePSEditions   = @('Desktop', 'Core')
    DotNetFrameworkVersion = '4.7.2'
    # The types file refers to types in these assemblies, so they are loaded before it is read.
    RequiredAssemblies     = @('out/NovaPS/NovaPS.Client.dll', 'out/NovaPS/NovaPS.dll')
    TypesToProcess         = @('out/NovaPS/NovaPS.Types.ps1xml')
    FormatsToProcess       = @('out/NovaPS/NovaPS.Format.ps1xml')
    CmdletsToExport        = @(
        'Add-NovaSimulatorFault'
        'Checkpoint-NovaServer'
        'Clear-NovaSimulatorFault'
        'Confirm-NovaServerResize'
        'Connect-NovaProject'
        'Disable-NovaServerRescue'
        'Disconnect-NovaProject'
        'Enable-NovaServerRescue'
        'Get-NovaConnection'
        'Get-NovaFlavor'
        'Get-NovaServer'
        'Get-NovaServerAction'
        'Get-NovaServerConsole'
        'Get-NovaSimulatorRequest'
        'Invoke-NovaServerRebuild'
        'Lock-NovaServer'
        'Remove-NovaServer'
        'Rename-NovaServer'
        'Resize-NovaServer'
        'Restart-NovaServer'
        'Restore-NovaServer'
        'Resume-NovaServer'
        'Set-NovaServer'
        'Start-NovaServer'
        'Start-NovaSimulator'
        'Stop-NovaServer'
        'Stop-NovaSimulator'
        'Suspend-NovaServer'
        'Test-NovaConnection'
        'Undo-NovaServerResize'
        'Unlock-NovaServer'
        'Wait-NovaServer'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            # The build adds ReleaseNotes from CHANGELOG.md, and ProjectUri and LicenseUri if NovaProjectUrl is set.
            Tags = @('OpenStack', 'Nova', 'Compute', 'Cloud', 'Server', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}
