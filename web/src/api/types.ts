import type { components } from './schema';

type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];
export type FieldError = Schemas['FieldError'];
export type ServiceInfo = Schemas['ServiceInfo'];
export type Captcha = Schemas['Captcha'];
export type SignIn = Schemas['SignIn'];
export type Me = Schemas['Me'];
export type PasswordChange = Schemas['PasswordChange'];
export type Permission = Me['permissions'][number];
export type Role = Me['role'];

export type User = Schemas['User'];
export type UserPage = Schemas['UserPage'];
export type UserAdd = Schemas['UserAdd'];
export type UserWithPassword = Schemas['UserWithPassword'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditPage = Schemas['AuditPage'];

export type DivisionRef = Schemas['DivisionRef'];
export type Division = Schemas['Division'];
export type DivisionMark = Schemas['DivisionMark'];
export type GradeCounts = Schemas['GradeCounts'];
export type BaseMap = Schemas['BaseMap'];

export type Patch = Schemas['Patch'];
export type PatchAttributes = Schemas['PatchAttributes'];
export type PatchFeature = Schemas['PatchFeature'];
export type PatchCollection = Schemas['PatchCollection'];
export type PatchSearch = Schemas['PatchSearch'];
export type PatchAdd = Schemas['PatchAdd'];
export type PatchEdited = Schemas['PatchEdited'];
export type PatchCorrection = Schemas['PatchCorrection'];
export type PatchEdit = Schemas['PatchEdit'];
export type PatchEditPage = Schemas['PatchEditPage'];
export type LostLink = Schemas['LostLink'];
export type LostLinkPage = Schemas['LostLinkPage'];
export type PatchChoice = Schemas['PatchChoice'];
export type Candidate = Schemas['Candidate'];
export type Candidates = Schemas['Candidates'];

export type Photo = Schemas['Photo'];
export type PhotoList = Schemas['PhotoList'];
export type PhotoAdded = Schemas['PhotoAdded'];
export type HousePosition = Schemas['HousePosition'];

export type Job = Schemas['Job'];
export type JobPage = Schemas['JobPage'];
export type ExportStart = Schemas['ExportStart'];
export type Matching = Schemas['Matching'];
export type MatchThreshold = Schemas['MatchThreshold'];
export type ReliabilityBin = Schemas['ReliabilityBin'];
export type Proposal = Schemas['Proposal'];
export type ProposedPatch = Schemas['ProposedPatch'];
export type ProposalPage = Schemas['ProposalPage'];
export type ProposalState = Proposal['state'];
export type ProposalDecision = Proposal['decision'];
export type ProposalsDecided = Schemas['ProposalsDecided'];
export type ProposalSkip = Schemas['ProposalSkip'];
export type BlindItem = Schemas['BlindItem'];
export type BlindAnswer = Schemas['BlindAnswer'];
export type BackfillRow = Schemas['BackfillRow'];
export type BackfillPage = Schemas['BackfillPage'];

export type Household = Schemas['Household'];
export type HouseholdRow = Schemas['HouseholdRow'];
export type HouseholdPage = Schemas['HouseholdPage'];
export type HouseholdSearch = Schemas['HouseholdSearch'];
export type Sort = NonNullable<HouseholdSearch['sort']>;
export type Status = HouseholdRow['status'];
export type Grade = HouseholdRow['grade'];
export type Housing = HouseholdRow['housing'];
export type PatchState = HouseholdRow['patch_state'];

export type HouseholdRecord = Schemas['Record'];
export type RecordSave = Schemas['RecordSave'];
export type RecordReturn = Schemas['RecordReturn'];
export type ReturnReason = RecordReturn['reasons'][number];
export type FieldSource = Schemas['FieldSource'];
export type FieldChange = Schemas['FieldChange'];
export type MissingField = Schemas['MissingField'];
export type HistoryEntry = Schemas['HistoryEntry'];
export type RecordWarning = Schemas['Warning'];
export type Written = Schemas['Written'];

export type Progress = Schemas['Progress'];
export type ProgressRow = Schemas['ProgressRow'];
export type Combined = Schemas['Combined'];
export type CombinedRow = Schemas['CombinedRow'];
export type Series = Schemas['Series'];
export type SeriesPoint = Schemas['SeriesPoint'];
export type Desk = Schemas['Desk'];

export type FormSchema = Schemas['FormSchema'];
export type CodeLists = Schemas['CodeLists'];
export type TileJson = Schemas['TileJson'];
export type StateTile = Schemas['StateTile'];
