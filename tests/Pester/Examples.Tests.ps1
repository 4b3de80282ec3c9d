#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# The examples of the help that use commands of PowerShell's own modules; the others run in the engine (ExampleTests.cs).
# tests/Examples/Stage.ps1 makes the world that they assume, and has the rules of the comparison.

BeforeDiscovery {
    $elsewhere = 'ConvertFrom-Json|Export-Clixml|Format-List|Format-Table|Group-Object|Import-Clixml|Import-Csv|Select-Object'
    [xml] $help = [IO.File]::ReadAllText("$PSScriptRoot/../../out/NovaPS/en-US/NovaPS.dll-Help.xml")
    $cases = foreach ($command in $help.helpItems.command) {
        foreach ($example in $command.examples.example) {
            if ($example.code -match "\b($elsewhere)\b") {
                @{ Name = $command.details.name + ' ' + $example.title.Trim('-', ' '); Code = $example.code }
            }
        }
    }
}

Describe 'an example' {
    BeforeEach {
        $variables = @{}
        Get-ChildItem Env:OS_* | ForEach-Object { $variables[$_.Name] = $_.Value }
        $session = [powershell]::Create()

        function Invoke-InSession([string] $Script, $Arguments = @()) {
            $session.Commands.Clear()
            $null = $session.AddScript($Script)
            foreach ($argument in @($Arguments)) { $null = $session.AddArgument($argument) }
            $session.Invoke()
        }

        # What a console shows of a statement.
        function Show-Statement([string] $Statement) {
            $session.Commands.Clear()
            $null = $session.AddScript($Statement)
            $session.Commands.Commands[0].MergeMyResults('Error', 'Output')
            $null = $session.AddCommand('Out-String').AddParameter('Width', 80)
            try { -join $session.Invoke() } catch { $_.Exception.InnerException.ErrorRecord | Out-String -Width 80 }
        }
    }

    AfterEach {
        $null = Invoke-InSession 'Stop-Stage'
        $session.Dispose()
        Get-ChildItem Env:OS_* | Remove-Item
        foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, $variables[$name]) }
    }

    It 'does what it shows: <Name>' -ForEach $cases {
        $folder = New-Item "$TestDrive/$([guid]::NewGuid())" -ItemType Directory
        Get-ChildItem Env:OS_* | Remove-Item
        $null = Invoke-InSession 'if ($PSStyle) { $PSStyle.OutputRendering = "PlainText" }; Import-Module $args[0]' "$PSScriptRoot/../../out/NovaPS"
        $null = Invoke-InSession '. $args[0] -Folder $args[1] -Code $args[2]' "$PSScriptRoot/../Examples/Stage.ps1", $folder.FullName, $Code
        $same = $true
        $transcript = foreach ($step in Invoke-InSession 'Read-StageExample $args[0]' $Code) {
            $run = -join (Invoke-InSession 'ConvertTo-StageStatement $args[0]' $step.Statement)
            $shown = -join (Invoke-InSession 'ConvertFrom-StageText $args[0]' (Show-Statement $run))
            if (-not (Invoke-InSession 'Test-StageOutput $args[0] $args[1]' $step.Output, $shown)[0]) { $same = $false }
            'PS> ' + ($step.Statement -replace "`n", "`n>> ")
            if ($shown) { $shown }
        }
        $same | Should -BeTrue -Because ("the console shows:`n" + ($transcript -join "`n") + "`n")
    }
}
