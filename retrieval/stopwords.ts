/**
 * The commonest function words of the languages that we stem, folded (no accents, lower case).
 * They serve twice: to recognise a language, and to weigh such words down in a query.
 */

const lists = {
  en: `a about after all also an and any are as at be been before being between both but by can could did do does
    for from had has have he her him his how i if in into is it its may me might more most must my no not of on only
    or other our out over she should so some such than that the their them then there these they this those through
    to under up upon was we were what when where which while who whom whose why will with would you your`,
  de: `aber alle allem allen als also am an auch auf aus bei bin bis das dass dem den der des die dies diese diesem
    diesen dieser dieses durch ein eine einem einen einer eines er es fur hat hatte haben ich ihr ihre im in ist ja
    kann kein keine mit nach nicht noch nur oder ohne sehr sein seine sich sie sind so uber um und uns unter vom von
    vor war waren was wenn wer werden wie wir wird wo wurde zu zum zur zwischen`,
  fr: `a au aux avec c ce ces cette comme d dans de des donc du elle elles en est et etait etre eu fait il ils j je
    l la le les leur leurs lui m mais me meme moi mon n ne nos notre nous on ont ou par pas plus pour qu que quel
    quelle qui s sa sans se ses si son sont sur t ta te toi tout tres tu un une vos votre vous y`,
  es: `a al algo ante antes como con contra cual cuando de del desde donde dos e el ella ellos en entre era es esa ese
    eso esta estaba estan estas este esto estos fue ha han hasta hay la las le les lo los mas me mi mientras muy nada
    ni no nos nosotros o otra otro para pero poco por porque que quien se ser si sin sobre son su sus tambien tanto te
    tiene todo todos tu un una uno unos y ya yo`,
  it: `a abbiamo agli ai al alla alle allo anche avere c che chi ci come con contro cosa cui da dagli dai dal dalla
    dei del della delle dello di e ed era gli ha hanno i il in io la le lei li lo loro lui ma mi nei nel nella nelle
    noi non o per perche piu quale quando quella quello questa queste questi questo se si sia sono su sua sue sugli
    sul sulla suo tra tu tutti tutto un una uno voi`,
  pt: `a ao aos as ate com como da das de dela dele depois do dos e ela elas ele eles em entre era essa esse esta
    este eu foi foram ha isso isto ja lhe mais mas me mesmo meu minha muito na nao nas nem no nos nossa nosso num
    numa o os ou para pela pelas pelo pelos por porque qual quando que quem se sem ser seu seus so sua suas tambem
    te tem um uma umas uns voce`,
  nl: `aan al alle als altijd andere ben bij dan dat de der deze die dit doch doen door dus een en er ge geen had
    heb hebben heeft het hier hij hoe hun iemand ik in is ja je kan kon maar me meer men met mij mijn moet na naar
    niet niets nog nu of om omdat ons ook op over reeds te tegen toch toen tot u uit uw van veel voor want waren was
    wat we wel werd wie wij wordt worden zal ze zei zelf zich zij zijn zo zonder zou`,
  sv: `alla allt att av blev bli blir da de dem den denna deras det detta dig din dina ditt du dar efter ej eller en
    er ett for fran har hade han hans har hennes hon hur i icke inom inte jag ju kan kunde man med mellan men mig
    min mot mycket ni nu nar nagon nagot och om oss pa sa samma sedan sig sin sina sitt skulle som till under upp
    ut utan vad var vara varje vi vid vilka vilken vill at over`,
  da: `af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din du efter eller en end
    er et for fra ham han hans har havde hende her hos hun hvad hvis hvor i ikke ind jeg jo kan kunne man mange med
    meget men mig min mod mine nar nogen noget nogle nu og ogsa om op os over pa selv sig sin sine skal skulle som
    sadan til ud under vaere var ved vi vil ville vor`,
  no: `alle at av bade bare begge ble bli blir da de deg dem den denne der dere deres det dette din disse du eller en
    er et etter for fordi fra ha hadde han hans har henne her hun hva hvem hver hvor hvordan i ikke inn jeg kan kom
    kunne man med meg mellom men mer mot mye ned noe noen nar na og ogsa om opp oss over pa sa seg selv sin sine
    skal skulle slik som til ut uten var vare ved vi vil ville vart`,
  fi: `ei eika eivat en etta ette ha han hanen he heidan ja joka jos jossa jotka juuri kai kaikki kanssa koska kuin
    kuinka kun me mika mikali mina minun mukaan mutta mutta myos ne niiden niin noin nyt ole olen oli olisi olivat
    olla on ovat pois se sen seka sen si sina sita siina siita siksi taas tai tama taman tassa tata te tuo vain vaan
    viela voi`,
  hu: `a abban ahhoz ahogy aki akik akkor alatt amely amelyek ami amig annak arra az azok azon azt aztan azzal be
    benne cikk csak de e eddig egesz egy egyes egyik egyre el eleg ellen elso en ennek erre es ez ezek ezen ezert ezt
    fel hanem hiszen hogy hogyan igen igy is ismet itt jo jobban kell keresztul ki kozott kozul le legyen lehet
    lesz lett maga majd mar mas meg mely mert mi miert mig milyen minden mint mivel most nagyon ne nekem nem nincs
    o ok oket olyan ossze ott pedig s sem sok szamara szerint szinte talan tehat teljes tovabb tobb ugy ugyanis uj
    ujra utan van vagy vagyok valaki valami vele vissza volt volna`,
  ro: `a acea aceasta aceea acest aceste acestea aceia ai aici al ale alt am ar are as asta at atat au avea avem
    ca care ce cea cei cel cele chiar cine cu cum da daca dar de deci decat din doar dupa ea ei el ele era este eu
    fara fi fie fost i iar ii il in intre isi la le li lor lui mai mea mei meu mult ne nici noi nu o ori pe pentru
    poate prin sa sai sau se si sub sunt te tot toate tu un una unde unei unui va vom`,
  tr: `acaba ama aslinda az bazi belki ben beni benim bir biri birkac birsey biz bu cok cunku da daha de defa degil
    diye eger en gibi hem hep hepsi her hic icin ile ise kez ki kim mi mu nasil ne neden nerde nerede nereye nicin
    niye o olan olarak oldu olur onlar onu onun sanki sen siz su tum ve veya ya yani`,
  ru: `а без более больше будет будто бы был была были было быть в вам вас весь во вот все всего всех вы где да даже
    для до его ее если есть еще же за здесь и из или им их к как какая какой когда кто ли между меня мне много может
    мы на над надо наш не него нее нет ни них но ну о об один он она они опять от перед по под после потом потому
    почти при про с сам свою себе себя со так такой там тебя тем теперь то тогда того тоже только том тот три тут ты
    у уж хоть чего чем через что чтобы эти этого этой этом этот эту я`,
  ar: `في من على الى إلى عن مع هذا هذه ذلك التي الذي الذين ان أن إن كان كانت قد لا ما لم لن هو هي هم كل بعد قبل بين
    او أو ثم حتى اذا إذا عند و يكون منذ كما لكن غير`,
} as const;

export type StopwordLanguage = keyof typeof lists;

export const stopwordLanguages = Object.keys(lists) as StopwordLanguage[];

function listOf(language: StopwordLanguage): ReadonlySet<string> {
  return new Set(lists[language].split(/\s+/));
}

export const stopwords: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  stopwordLanguages.map((language) => [language, listOf(language)]),
);
